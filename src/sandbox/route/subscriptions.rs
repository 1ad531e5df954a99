//! `GET /subscription/status/get` and `POST /v2/subscription/status/set` ("Subscription groups").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::documents::{self, Kind};
use crate::sandbox::world::users::{self, Identifier};

/// A way to name a user.
type Naming = fn(String) -> Identifier;

/// Users in one request.
const MOST: usize = 50;

pub(super) fn get(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let group = call.query("subscription_group_id").unwrap_or_default();
    known(db, group)?;
    let by = |name, of: Naming| {
        let given = call.query_all(name).into_iter();
        given.map(|id| (id.to_owned(), of(id.to_owned()))).collect::<Vec<_>>()
    };
    let (emails, phones) = (by("email", Identifier::Email), by("phone", Identifier::Phone));
    let mut people = by("external_id", Identifier::External);
    if people.is_empty() {
        if !emails.is_empty() && !phones.is_empty() {
            return Err(Refusal::bad("`email` and `phone` do not go together"));
        }
        people = [emails, phones].concat();
    }
    if people.is_empty() || people.len() > MOST {
        return Err(Refusal::bad("1 to 50 of `external_id`, `email` or `phone` are required"));
    }
    let mut status = Map::new();
    for (id, person) in people {
        status.insert(id, state(db, &person, group)?.into());
    }
    Ok(Answer::read(json!({ "status": status, "message": "success" })))
}

fn state(db: &Connection, person: &Identifier, group: &str) -> rusqlite::Result<&'static str> {
    let Some(user) = users::find(db, person)? else { return Ok("Unknown") };
    Ok(match users::membership(db, user.row, group)?.as_deref() {
        Some("subscribed") => "Subscribed",
        Some("unsubscribed") => "Unsubscribed",
        _ => "Unknown",
    })
}

/// A workspace that declares no group takes any id for one's.
fn known(db: &Connection, group: &str) -> Result<(), Refusal> {
    if group.is_empty() || documents::is_foreign(db, Kind::SubscriptionGroup, group)? {
        return Err(Refusal::fatal("Invalid subscription group ID"));
    }
    Ok(())
}

pub(super) fn set(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let groups = body.objects("subscription_groups")?;
    if groups.is_empty() {
        return Err(body.wrong("subscription_groups", "is required"));
    }
    let mut errors = Vec::new();
    for group in &groups {
        set_one(db, group, &mut errors)?;
    }
    Ok(Answer::success().with_minor(errors))
}

fn set_one(db: &Connection, group: &Fields<'_>, errors: &mut Vec<Value>) -> Result<(), Refusal> {
    let id = group.text("subscription_group_id")?.unwrap_or_default();
    known(db, &id)?;
    let state = group.required_text("subscription_state")?;
    if !["subscribed", "unsubscribed"].contains(&state.as_str()) {
        return Err(group.wrong("subscription_state", "is `subscribed` or `unsubscribed`"));
    }
    let lists: [(&str, Naming); 3] = [
        ("external_ids", Identifier::External),
        ("emails", Identifier::Email),
        ("phones", Identifier::Phone),
    ];
    let mut people = Vec::new();
    for (name, of) in lists {
        people.extend(group.texts(name)?.into_iter().map(of));
    }
    if people.is_empty() || people.len() > MOST {
        return Err(group.wrong("external_ids", "or `emails` or `phones` are 1 to 50"));
    }
    for person in people {
        match users::find(db, &person)? {
            Some(user) => users::set_membership(db, user.row, &id, &state)?,
            None => errors.push("a user that does not exist was left out".into()),
        }
    }
    Ok(())
}
