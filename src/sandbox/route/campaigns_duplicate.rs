//! `POST /campaigns/duplicate` ("Duplicate campaigns"): accepted at once, made later, and no id
//! is told.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::settings::{DuplicateBody, TagNames, Verdict};
use crate::sandbox::time::{Millis, SECOND};
use crate::sandbox::world::campaigns;
use crate::sandbox::world::copies::{self, Copy};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let source = body.text("campaign_id")?.map(|id| campaigns::find(db, &id)).transpose()?;
    let source = source.flatten().ok_or_else(|| {
        Refusal::fatal("campaign_id must be a string of the campaign api identifier")
    })?;
    let settings = call.settings;
    if source.api && settings.duplicate_api_campaigns == Verdict::Refuse {
        return Err(body.wrong("campaign_id", "is an API campaign's, which is not duplicated"));
    }
    let delay = Millis::from(settings.duplicate_delay_seconds) * SECOND;
    let copy = Copy {
        row: 0,
        source: source.row,
        name: body.required_text("name")?,
        description: body.text("description")?,
        tags: tags(&body, settings.tag_names)?,
        draft: settings.duplicate_draft,
        time: call.now.saturating_add(delay),
    };
    if !call.lost {
        copies::add(db, &copy)?;
    }
    Ok(Answer::accepted(match settings.duplicate_body {
        DuplicateBody::Success => json!({ "message": "success" }),
        DuplicateBody::Empty => json!({}),
    }))
}

/// One tag or several: Braze's pages disagree. Without any the source's are kept.
fn tags(body: &Fields<'_>, form: TagNames) -> Result<Option<Vec<String>>, Refusal> {
    match body.get("tag_names") {
        None => Ok(None),
        Some(Value::String(_)) if form == TagNames::List => {
            Err(body.wrong("tag_names", "is a list of strings"))
        }
        Some(Value::Array(_)) if form == TagNames::Text => {
            Err(body.wrong("tag_names", "is a string"))
        }
        Some(Value::String(tag)) => Ok(Some(vec![tag.clone()])),
        Some(_) => body.texts("tag_names").map(Some),
    }
}
