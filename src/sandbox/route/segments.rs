//! `GET /segments/list` and `/segments/details` ("Export segment list"), and how a sandbox gets
//! segments.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::audience::Audience;
use crate::sandbox::call::Call;
use crate::sandbox::time;
use crate::sandbox::world::segments::{self, Segment};

pub(super) fn list(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let page = call.query_integer("page", 0..=i64::MAX)?.unwrap_or(0);
    let newest_first = super::campaigns_list::newest_first(call)?;
    let rows: Vec<_> = segments::list(db, page, newest_first)?.iter().map(row).collect();
    Ok(Answer::read(json!({ "message": "success", "segments": rows })))
}

fn row(segment: &Segment) -> Value {
    json!({
        "id": segment.id,
        "name": segment.name,
        "analytics_tracking_enabled": false,
        "tags": segment.tags,
    })
}

pub(super) fn details(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let found = call.query("segment_id").map(|id| segments::find(db, id)).transpose()?;
    let segment = found.flatten().ok_or_else(|| Refusal::bad("`segment_id` is no segment's id"))?;
    let everybody = || "Everybody".to_owned();
    Ok(Answer::read(json!({
        "message": "success",
        "created_at": time::iso(segment.created),
        "updated_at": time::iso(segment.updated),
        "name": segment.name,
        "description": segment.description,
        "text_description": segment.audience.map_or_else(everybody, |filter| filter.to_string()),
        "tags": segment.tags,
        "teams": [],
    })))
}

/// `POST /_sandbox/segments`: `audience` is a connected audience; without one it is everybody.
pub(super) fn put(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    if let Some(audience) = body.object("audience")? {
        Audience::read(&audience)?;
    }
    let segment = Segment {
        id: body.required_text("id")?,
        name: body.required_text("name")?,
        description: body.text("description")?.unwrap_or_default(),
        tags: body.texts("tags")?,
        audience: body.get("audience").cloned(),
        created: call.now,
        updated: call.now,
    };
    segments::put(db, &segment)?;
    Ok(Answer::success())
}
