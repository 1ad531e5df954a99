//! `POST /users/identify` ("Identify users"): gives those who have no external id one, or joins them
//! with who has it. It succeeds whether or not anybody was found.

use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::order::recipients::{prioritized, read_alias};
use crate::sandbox::world::users::{self, Identifier};

/// Entries of one request.
const MOST: usize = 50;

/// The lists, and what an answer calls the number of their entries.
const LISTS: [(&str, &str); 3] = [
    ("aliases_to_identify", "aliases_processed"),
    ("emails_to_identify", "emails_processed"),
    ("phone_numbers_to_identify", "phone_numbers_processed"),
];

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut answer = Map::new();
    for (list, processed) in LISTS {
        let entries = body.objects(list)?;
        if entries.len() > MOST {
            return Err(body.wrong(list, "has at most 50 entries"));
        }
        for entry in &entries {
            let external_id = entry.required_text("external_id")?;
            let found = users::find_anonymous(db, &named(list, entry)?)?;
            if let Some(user) = found {
                users::identify(db, user, &external_id)?;
            }
        }
        if !entries.is_empty() {
            answer.insert(processed.to_owned(), Value::from(entries.len()));
        }
    }
    if answer.is_empty() {
        return Err(body.wrong("aliases_to_identify", "or another list is required"));
    }
    answer.insert("message".to_owned(), "success".into());
    Ok(Answer::taken(answer.into()))
}

fn named(list: &str, entry: &Fields<'_>) -> Result<Identifier, Refusal> {
    match list {
        "aliases_to_identify" => {
            let fields = entry.object("user_alias")?;
            read_alias(&fields.ok_or_else(|| entry.wrong("user_alias", "is required"))?)
        }
        "emails_to_identify" => {
            prioritized(entry)?;
            Ok(Identifier::Email(entry.required_text("email")?))
        }
        _ => {
            prioritized(entry)?;
            Ok(Identifier::Phone(entry.required_text("phone")?))
        }
    }
}
