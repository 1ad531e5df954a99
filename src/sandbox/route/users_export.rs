//! `POST /users/export/ids` ("Export user profile by identifier").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::order::recipients::read_alias;
use crate::sandbox::time;
use crate::sandbox::world::received::{self, Received};
use crate::sandbox::world::users::{self, Identifier, User};

/// Ids in one request, aliases included.
const MOST: usize = 50;

/// Attributes that stand at the top of a profile; the others are custom ones.
const STANDARD: [&str; 14] = [
    "first_name",
    "last_name",
    "email",
    "phone",
    "dob",
    "country",
    "home_city",
    "language",
    "gender",
    "time_zone",
    "push_tokens",
    "email_subscribe",
    "push_subscribe",
    "subscription_groups",
];

const EVENTS: [&str; 4] = [
    "Primary Conversion Event - A",
    "Conversion Event - B",
    "Conversion Event - C",
    "Conversion Event - D",
];

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let mut wanted: Vec<_> =
        body.texts("external_ids")?.into_iter().map(Identifier::External).collect();
    for fields in body.objects("user_aliases")? {
        wanted.push(read_alias(&fields)?);
    }
    wanted.extend(body.text("email_address")?.map(Identifier::Email));
    wanted.extend(body.text("phone")?.map(Identifier::Phone));
    wanted.extend(body.text("braze_id")?.map(Identifier::Braze));
    wanted.extend(body.text("device_id")?.map(|_| Identifier::Device));
    if wanted.is_empty() {
        return Err(body.wrong("external_ids", "or another identifier is required"));
    }
    if wanted.len() > MOST {
        return Err(Refusal::fatal("The max number of ids per request was exceeded"));
    }
    let fields = body.texts("fields_to_export")?;
    if fields.is_empty() && call.settings.fields_to_export_required {
        return Err(body.wrong("fields_to_export", "is required"));
    }
    let (mut users, mut invalid) = (Vec::new(), Vec::new());
    for identifier in wanted {
        match (users::find(db, &identifier)?, identifier) {
            (Some(user), _) => users.push(profile(db, &user, &fields)?),
            (None, Identifier::External(id)) => invalid.push(Value::from(id)),
            (None, _) => {}
        }
    }
    let mut answer = json!({ "message": "success", "users": users });
    if !invalid.is_empty() {
        answer["invalid_user_ids"] = invalid.into();
    }
    Ok(Answer::taken(answer))
}

/// The fields that are wanted; no list wants all of them.
fn profile(db: &Connection, user: &User, wanted: &[String]) -> rusqlite::Result<Value> {
    let mut all = Map::new();
    let users::Names { external_id, aliases } = users::names(db, user.row)?;
    all.insert("braze_id".to_owned(), users::braze_id(user.row).into());
    all.insert("external_id".to_owned(), external_id.into());
    let aliases = aliases.into_iter();
    let aliases = aliases.map(|(name, label)| json!({ "alias_name": name, "alias_label": label }));
    all.insert("user_aliases".to_owned(), aliases.collect());
    let mut custom = Map::new();
    for (name, value) in &user.attributes {
        let of = if STANDARD.contains(&name.as_str()) { &mut all } else { &mut custom };
        of.insert(name.clone(), value.clone());
    }
    all.insert("custom_attributes".to_owned(), custom.into());
    all.insert("email_subscribe".to_owned(), user.email_state.clone().into());
    all.insert("push_subscribe".to_owned(), user.push_state.clone().into());
    let received = received::of(db, user.row)?;
    all.insert("campaigns_received".to_owned(), received.iter().map(campaign).collect());
    if !wanted.is_empty() {
        all.retain(|name, _| wanted.contains(name));
    }
    Ok(all.into())
}

/// Braze's pages show one entry a campaign; whoever got two variations has two of them here.
fn campaign(received: &Received) -> Value {
    let email = received.channel.in_sends() == "email";
    let push = received.channel.is_push();
    let events = EVENTS.iter().zip(&received.converted);
    json!({
        "name": received.campaign_name,
        "last_received": time::iso(received.time),
        "engaged": {
            "opened_email": email && received.opened,
            "opened_push": push && received.opened,
            "clicked_email": email && received.clicked,
            "clicked_triggered_in_app_message": false,
        },
        "converted": received.converted.first().copied().unwrap_or(false),
        "multiple_converted": events.map(|(name, done)| ((*name).to_owned(), Value::from(*done)))
            .collect::<Map<_, _>>(),
        "api_campaign_id": received.campaign_id,
        "variation_name": received.variation_name,
        "variation_api_id": received.variation_id,
        "in_control": false,
    })
}
