//! `POST /_sandbox/engage`: people open, click, bounce, unsubscribe.

use rusqlite::Connection;
use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::engagements::{self, Action};
use crate::sandbox::world::{campaigns, deliveries};

/// Actions that do not count are named in `errors`; the others do.
pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let mut errors: Vec<Value> = Vec::new();
    for (index, fields) in call.body().objects("actions")?.iter().enumerate() {
        if let Err(reason) = engage(call, db, fields)? {
            errors.push(format!("actions[{index}]: {reason}").into());
        }
    }
    Ok(Answer::success().with_minor(errors))
}

fn engage(
    call: &Call<'_>,
    db: &Connection,
    fields: &Fields<'_>,
) -> Result<Result<(), String>, Refusal> {
    let person = fields.required_text("external_user_id")?;
    let message = fields.required_text("message_variation_id")?;
    let action = Action::from_name(&fields.required_text("action")?).ok_or_else(|| {
        fields.wrong("action", "is open, click, unsubscribe, bounce, spam or dismiss")
    })?;
    let time = fields.time("time")?.unwrap_or(call.now).min(call.now);
    let Some(variation) = campaigns::find_variation(db, &message)? else {
        return Ok(Err(format!("there is no message `{message}`")));
    };
    let Some(delivery) = deliveries::latest(db, &person, variation.row, time)? else {
        return Ok(Err(format!("`{message}` was not delivered to `{person}`")));
    };
    Ok(engagements::engage(db, &delivery, action, time)?)
}
