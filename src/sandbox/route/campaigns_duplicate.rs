//! `POST /campaigns/duplicate` ("Duplicate campaigns"): accepted at once, made later, and no id
//! is told.

use rusqlite::Connection;
use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::time::SECOND;
use crate::sandbox::world::copies::{self, Copy};
use crate::sandbox::world::{campaigns, workspace};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let source = body.text("campaign_id")?.map(|id| campaigns::find(db, &id)).transpose()?;
    let source = source.flatten().ok_or_else(|| {
        Refusal::fatal("campaign_id must be a string of the campaign api identifier")
    })?;
    let duplicates = workspace::duplicates(db)?;
    let copy = Copy {
        row: 0,
        source: source.row,
        name: body.required_text("name")?,
        description: body.text("description")?,
        tags: tags(&body)?,
        draft: duplicates.draft,
        time: call.now.saturating_add(duplicates.delay_seconds.saturating_mul(SECOND)),
    };
    if !call.lost {
        copies::add(db, &copy)?;
    }
    Ok(Answer::accepted())
}

/// One tag or several: Braze's pages disagree. Without any the source's are kept.
fn tags(body: &Fields<'_>) -> Result<Option<Vec<String>>, Refusal> {
    match body.get("tag_names") {
        None => Ok(None),
        Some(Value::String(tag)) => Ok(Some(vec![tag.clone()])),
        Some(_) => body.texts("tag_names").map(Some),
    }
}
