//! `POST /_sandbox/engage`: people open, click, bounce, unsubscribe.

use rusqlite::Connection;
use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::time;
use crate::sandbox::world::conversions::{self, Deed};
use crate::sandbox::world::engagements::{self, Action};
use crate::sandbox::world::users::{self, Identifier};
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
    if let Some(kind) = of_apps(&fields.required_text("action")?) {
        return use_app(call, db, fields, &person, kind);
    }
    let message = fields.required_text("message_variation_id")?;
    let action = Action::from_name(&fields.required_text("action")?).ok_or_else(|| {
        fields.wrong(
            "action",
            "is open, click, unsubscribe, bounce, spam, dismiss, start_session or upgrade_app",
        )
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

/// Actions that belong to no message, as exports spell them; in Braze an app's SDK reports them.
fn of_apps(action: &str) -> Option<&'static str> {
    match action {
        "start_session" => Some("Starts Session"),
        "upgrade_app" => Some("Upgrades App"),
        _ => None,
    }
}

fn use_app(
    call: &Call<'_>,
    db: &Connection,
    fields: &Fields<'_>,
    person: &str,
    kind: &str,
) -> Result<Result<(), String>, Refusal> {
    let time = fields.time("time")?.unwrap_or(call.now).min(call.now);
    let app = fields.text("app_id")?;
    let Some(mut user) = users::find(db, &Identifier::External(person.to_owned()))? else {
        return Ok(Err(format!("there is no user `{person}`")));
    };
    let session = time::iso(time).into();
    users::set(db, &mut user, "date_of_last_session", &session)?;
    users::save(db, &user)?;
    let deed = Deed { kind, subject: None, campaign: None, app: app.as_deref(), time };
    conversions::convert(db, user.row, deed)?;
    Ok(Ok(()))
}
