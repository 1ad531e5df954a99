//! `POST /users/track` ("Track users").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::order::recipients::read_alias;
use crate::sandbox::time::Millis;
use crate::sandbox::world::conversions::{self, Deed};
use crate::sandbox::world::users::{self, Identifier, User};

/// Attributes, events and purchases of one request, together.
const MOST: usize = 75;
/// Characters of a product's id, of a property's name and of its text.
const LONGEST_TEXT: usize = 255;
/// Bytes of the properties of one event.
const LARGEST_PROPERTIES: usize = 100 * 1024;
/// Pieces of one purchase.
const MOST_PIECES: u8 = 100;

const ALL_ARRAYS: [(&str, Track); 3] =
    [("attributes", attributes), ("events", event), ("purchases", purchase)];

/// Takes one object.
type Track = fn(&Call<'_>, &Connection, &Fields<'_>) -> Result<(), Problem>;

/// Why an object was not taken.
enum Problem {
    /// It is left out, and the others are taken.
    LeftOut(String),
    Refused(Refusal),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Self::Refused(error.into())
    }
}

fn left_out<T>(reason: &str) -> Result<T, Problem> {
    Err(Problem::LeftOut(reason.to_owned()))
}

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let counts = ALL_ARRAYS.iter().map(|(name, _)| Ok(body.one_or_more(name)?.len()));
    let total = counts.sum::<Result<usize, Refusal>>()?;
    if total > MOST {
        return Err(Refusal::fatal("Max Input Length Exceeded"));
    }
    if total == 0 {
        return Err(Refusal::fatal(
            "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.",
        ));
    }
    let mut answer = Map::new();
    let mut errors = Vec::new();
    for (name, track) in ALL_ARRAYS {
        if let Some(processed) = track_all(call, db, name, track, &mut errors)? {
            answer.insert(format!("{name}_processed"), processed.into());
        }
    }
    answer.insert("message".to_owned(), "success".into());
    Ok(Answer::taken(answer.into()).with_minor(errors))
}

/// How many of one array were processed; `None` where it is absent.
fn track_all(
    call: &Call<'_>,
    db: &Connection,
    name: &str,
    track: Track,
    errors: &mut Vec<Value>,
) -> Result<Option<u64>, Refusal> {
    let objects = call.body().one_or_more(name)?;
    if objects.is_empty() {
        return Ok(None);
    }
    let mut processed = 0;
    for (index, object) in objects.iter().enumerate() {
        match track(call, db, object) {
            Ok(()) => processed += 1,
            Err(Problem::LeftOut(reason)) => {
                errors.push(json!({ "type": reason, "input_array": name, "index": index }));
            }
            Err(Problem::Refused(refusal)) => return Err(refusal),
        }
    }
    Ok(Some(processed))
}

fn attributes(_: &Call<'_>, db: &Connection, fields: &Fields<'_>) -> Result<(), Problem> {
    let Some(mut user) = tracked(db, fields)? else { return Ok(()) };
    for (name, value) in fields.entries() {
        if !users::NAMES.contains(&name.as_str()) {
            users::set(db, &mut user, name, value)?;
        }
    }
    Ok(users::save(db, &user)?)
}

fn event(call: &Call<'_>, db: &Connection, fields: &Fields<'_>) -> Result<(), Problem> {
    let Some(name) = fields.text("name")?.filter(|name| !name.is_empty()) else {
        return left_out("'name' is required");
    };
    let time = happened(call, fields)?;
    properties(fields)?;
    let Some(user) = tracked(db, fields)? else { return Ok(()) };
    let kind = "Performs Custom Event";
    let deed = Deed { kind, subject: Some(&name), campaign: None, app: None, time };
    Ok(conversions::convert(db, user.row, deed)?)
}

fn purchase(call: &Call<'_>, db: &Connection, fields: &Fields<'_>) -> Result<(), Problem> {
    let product = fields.text("product_id")?.unwrap_or_default();
    if product.is_empty() || product.chars().count() > LONGEST_TEXT {
        return left_out("'product_id' is required, with at most 255 characters");
    }
    let amount = paid(fields)?;
    let time = happened(call, fields)?;
    properties(fields)?;
    let Some(user) = tracked(db, fields)? else { return Ok(()) };
    let any = Deed { kind: "Makes Any Purchase", subject: None, campaign: None, app: None, time };
    let specific = Deed { kind: "Makes Specific Purchase", subject: Some(&product), ..any };
    conversions::convert(db, user.row, any)?;
    conversions::convert(db, user.row, specific)?;
    Ok(conversions::earn(db, user.row, amount, time)?)
}

/// The price of all pieces. Currencies are not converted.
fn paid(fields: &Fields<'_>) -> Result<f64, Problem> {
    let currency = fields.text("currency")?.unwrap_or_default();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return left_out("'currency' is required, as an ISO 4217 code");
    }
    let Some(price) = fields.get("price").and_then(Value::as_f64) else {
        return left_out("'price' is required, as a number");
    };
    let quantity = u8::try_from(fields.integer("quantity")?.unwrap_or(1));
    match quantity {
        Ok(pieces @ 1..=MOST_PIECES) => Ok(price * f64::from(pieces)),
        _ => left_out("'quantity' is from 1 to 100"),
    }
}

/// What is known of an event or a purchase ("Event object").
fn properties(fields: &Fields<'_>) -> Result<(), Problem> {
    let Some(properties) = fields.object("properties")? else { return Ok(()) };
    let size = fields.get("properties").map_or(0, |value| value.to_string().len());
    if size > LARGEST_PROPERTIES {
        return left_out("'properties' are larger than 100 KB");
    }
    for (name, value) in properties.entries() {
        let reserved = ["time", "event_name"].contains(&name.as_str());
        if reserved || name.starts_with('$') || name.chars().count() > LONGEST_TEXT {
            return left_out(
                "a property's name has at most 255 characters, begins without '$' and is neither \
                 'time' nor 'event_name'",
            );
        }
        if value.as_str().is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
            return left_out("a property's text has at most 255 characters");
        }
    }
    Ok(())
}

/// When it happened; what lies ahead happens now.
fn happened(call: &Call<'_>, fields: &Fields<'_>) -> Result<Millis, Problem> {
    match fields.time("time") {
        Ok(Some(time)) => Ok(time.min(call.now)),
        _ => left_out("'time' is required, in ISO 8601"),
    }
}

/// The user that an object is about, made where there is none; `None`: not to be made.
fn tracked(db: &Connection, fields: &Fields<'_>) -> Result<Option<User>, Problem> {
    let Some(identifier) = identifier(fields)? else {
        return left_out("'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required");
    };
    if let Some(user) = users::find(db, &identifier)? {
        return Ok(Some(user));
    }
    if fields.flag("_update_existing_only")? {
        return Ok(None);
    }
    if !identifier.makes() {
        return left_out("no user can be made whom that identifier names");
    }
    Ok(Some(users::create(db, &identifier)?))
}

fn identifier(fields: &Fields<'_>) -> Result<Option<Identifier>, Refusal> {
    if let Some(id) = fields.text("external_id")?.filter(|id| !id.is_empty()) {
        return Ok(Some(Identifier::External(id)));
    }
    if let Some(fields) = fields.object("user_alias")? {
        return read_alias(&fields).map(Some);
    }
    if let Some(id) = fields.text("braze_id")? {
        return Ok(Some(Identifier::Braze(id)));
    }
    if let Some(email) = fields.text("email")? {
        return Ok(Some(Identifier::Email(email)));
    }
    Ok(fields.text("phone")?.map(Identifier::Phone))
}
