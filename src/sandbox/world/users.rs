//! Users: who they are, what reaches them, and what they want.

mod names;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

pub(in crate::sandbox) use names::{Names, find_anonymous, identify, names};

use crate::sandbox::channel::Channel;

/// Channels that need nothing but a user.
const ALWAYS: &[Channel] = &[Channel::ContentCard, Channel::Webhook];

/// Bytes of an external id, and of an alias's name or label.
const LONGEST_EXTERNAL_ID: usize = 987;
const LONGEST_ALIAS: usize = 236;

pub(in crate::sandbox) struct User {
    pub(in crate::sandbox) row: i64,
    /// A set of channels.
    pub(in crate::sandbox) reachable: u32,
    pub(in crate::sandbox) email_state: String,
    pub(in crate::sandbox) push_state: String,
    pub(in crate::sandbox) attributes: Map<String, Value>,
}

/// One way to name a user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum Identifier {
    External(String),
    Alias {
        name: String,
        label: String,
    },
    Email(String),
    Phone(String),
    Braze(String),
    /// Nobody's: a sandbox has no devices.
    Device,
}

/// What says of whom a request speaks, and how to treat them: no attributes.
pub(in crate::sandbox) const NAMES: [&str; 5] =
    ["external_id", "user_alias", "braze_id", "_update_existing_only", "push_token_import"];

const COLUMNS: &str =
    "user.user, user.reachable, user.email_state, user.push_state, user.attributes";

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    let attributes: String = row.get(4)?;
    Ok(User {
        row: row.get(0)?,
        reachable: row.get(1)?,
        email_state: row.get(2)?,
        push_state: row.get(3)?,
        attributes: serde_json::from_str(&attributes).unwrap_or_default(),
    })
}

pub(in crate::sandbox) fn find(
    db: &Connection,
    identifier: &Identifier,
) -> rusqlite::Result<Option<User>> {
    let one = |from: &str, values: &[&str]| {
        let sql = format!("SELECT {COLUMNS} FROM {from} ORDER BY user.user LIMIT 1");
        let values = rusqlite::params_from_iter(values);
        db.prepare_cached(&sql)?.query_row(values, user).optional()
    };
    match identifier {
        Identifier::External(id) => one("user WHERE external_id = ?1", &[id]),
        Identifier::Alias { name, label } => {
            one("alias JOIN user USING (user) WHERE label = ?1 AND name = ?2", &[label, name])
        }
        Identifier::Email(email) => one("user WHERE email = ?1", &[email]),
        Identifier::Phone(phone) => one("user WHERE phone = ?1", &[phone]),
        Identifier::Braze(id) => match row_of(id) {
            Some(row) => one("user WHERE user.user = ?1", &[&row.to_string()]),
            None => Ok(None),
        },
        Identifier::Device => Ok(None),
    }
}

/// Braze's own name for a user: 24 hexadecimal digits.
pub(in crate::sandbox) fn braze_id(row: i64) -> String {
    format!("{row:024x}")
}

fn row_of(braze_id: &str) -> Option<i64> {
    let whole = braze_id.len() == 24 && braze_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| i64::from_str_radix(braze_id, 16).ok()).flatten()
}

impl Identifier {
    /// Whether somebody may be made whom it names.
    pub(in crate::sandbox) fn makes(&self) -> bool {
        match self {
            Self::External(id) => id.len() <= LONGEST_EXTERNAL_ID,
            Self::Alias { name, label } => name.len().max(label.len()) <= LONGEST_ALIAS,
            Self::Email(_) | Self::Phone(_) => true,
            Self::Braze(_) | Self::Device => false,
        }
    }
}

/// Every user, oldest first.
pub(in crate::sandbox) fn all(db: &Connection) -> rusqlite::Result<Vec<User>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM user ORDER BY user"))?
        .query_map([], user)?
        .collect()
}

/// Makes a user whom only channels reach that need nothing.
pub(in crate::sandbox) fn create(
    db: &Connection,
    identifier: &Identifier,
) -> rusqlite::Result<User> {
    insert(db, identifier, Channel::set(ALWAYS))
}

/// Makes a user whom every channel reaches.
pub(in crate::sandbox) fn create_reachable(
    db: &Connection,
    identifier: &Identifier,
) -> rusqlite::Result<User> {
    insert(db, identifier, Channel::set(&Channel::ALL))
}

fn insert(db: &Connection, identifier: &Identifier, reachable: u32) -> rusqlite::Result<User> {
    let external = if let Identifier::External(id) = identifier { Some(id) } else { None };
    db.prepare_cached("INSERT INTO user (external_id, reachable) VALUES (?1, ?2)")?
        .execute(params![external, reachable])?;
    let row = db.last_insert_rowid();
    if let Identifier::Alias { name, label } = identifier {
        db.prepare_cached("INSERT INTO alias (label, name, user) VALUES (?1, ?2, ?3)")?
            .execute(params![label, name, row])?;
    }
    let mut user = db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM user WHERE user = ?1"))?
        .query_row([row], user)?;
    match identifier {
        Identifier::Email(email) => set(db, &mut user, "email", &email.as_str().into())?,
        Identifier::Phone(phone) => set(db, &mut user, "phone", &phone.as_str().into())?,
        _ => return Ok(user),
    }
    save(db, &user)?;
    Ok(user)
}

/// Sets one attribute; null removes it. Some attributes decide what reaches the user.
pub(in crate::sandbox) fn set(
    db: &Connection,
    user: &mut User,
    name: &str,
    value: &Value,
) -> rusqlite::Result<()> {
    let given = !value.is_null() && value != "";
    match name {
        "email" => reach(user, &[Channel::Email], given),
        "phone" => reach(user, &[Channel::Sms, Channel::WhatsApp], given),
        "push_tokens" => {
            let push = Channel::ALL.into_iter().filter(|channel| channel.is_push());
            let any = value.as_array().is_some_and(|tokens| !tokens.is_empty());
            reach(user, &push.collect::<Vec<_>>(), any);
        }
        "email_subscribe" => state(&mut user.email_state, value),
        "push_subscribe" => state(&mut user.push_state, value),
        "subscription_groups" => join(db, user.row, value)?,
        _ => {}
    }
    if value.is_null() {
        user.attributes.shift_remove(name);
    } else {
        user.attributes.insert(name.to_owned(), value.clone());
    }
    Ok(())
}

fn reach(user: &mut User, channels: &[Channel], reachable: bool) {
    let set = Channel::set(channels);
    user.reachable = if reachable { user.reachable | set } else { user.reachable & !set };
}

fn state(of: &mut String, value: &Value) {
    if let Some(state @ ("opted_in" | "subscribed" | "unsubscribed")) = value.as_str() {
        state.clone_into(of);
    }
}

/// `[{subscription_group_id, subscription_state}]`.
fn join(db: &Connection, user: i64, groups: &Value) -> rusqlite::Result<()> {
    for group in groups.as_array().into_iter().flatten() {
        if let (Some(id), Some(state)) =
            (group["subscription_group_id"].as_str(), group["subscription_state"].as_str())
        {
            set_membership(db, user, id, state)?;
        }
    }
    Ok(())
}

/// Writes what [`set`] has changed.
pub(in crate::sandbox) fn save(db: &Connection, user: &User) -> rusqlite::Result<()> {
    let text = |name: &str| user.attributes.get(name).and_then(Value::as_str);
    db.prepare_cached(
        "UPDATE user SET email = ?2, phone = ?3, attributes = ?4, reachable = ?5,
             email_state = ?6, push_state = ?7
         WHERE user = ?1",
    )?
    .execute(params![
        user.row,
        text("email"),
        text("phone"),
        Value::Object(user.attributes.clone()).to_string(),
        user.reachable,
        user.email_state,
        user.push_state,
    ])?;
    Ok(())
}

pub(in crate::sandbox) fn set_membership(
    db: &Connection,
    user: i64,
    group: &str,
    state: &str,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO membership (user, subscription_group, state) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![user, group, state])?;
    Ok(())
}

/// What a user said of a subscription group, if anything.
pub(in crate::sandbox) fn membership(
    db: &Connection,
    user: i64,
    group: &str,
) -> rusqlite::Result<Option<String>> {
    db.prepare_cached("SELECT state FROM membership WHERE user = ?1 AND subscription_group = ?2")?
        .query_row(params![user, group], |row| row.get(0))
        .optional()
}

/// Whether a user has left a subscription group. One who never said is in it.
pub(in crate::sandbox) fn has_left(
    db: &Connection,
    user: i64,
    group: &str,
) -> rusqlite::Result<bool> {
    Ok(membership(db, user, group)?.as_deref() == Some("unsubscribed"))
}
