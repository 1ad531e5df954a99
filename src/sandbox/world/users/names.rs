//! How users are called, and how those without an external id get one.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Identifier, User, find, save};

/// What a user is called.
pub(in crate::sandbox) struct Names {
    pub(in crate::sandbox) external_id: Option<String>,
    /// Name and label of each.
    pub(in crate::sandbox) aliases: Vec<(String, String)>,
}

pub(in crate::sandbox) fn names(db: &Connection, user: i64) -> rusqlite::Result<Names> {
    let external_id = db
        .prepare_cached("SELECT external_id FROM user WHERE user = ?1")?
        .query_row([user], |row| row.get(0))?;
    let aliases = db
        .prepare_cached("SELECT name, label FROM alias WHERE user = ?1 ORDER BY label, name")?
        .query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Names { external_id, aliases })
}

/// A user of that name who has no external id.
pub(in crate::sandbox) fn find_anonymous(
    db: &Connection,
    identifier: &Identifier,
) -> rusqlite::Result<Option<User>> {
    let row: Option<i64> = match identifier {
        Identifier::External(_) | Identifier::Braze(_) | Identifier::Device => None,
        Identifier::Alias { .. } => find(db, identifier)?.map(|user| user.row),
        Identifier::Email(email) => anonymous(db, "email", email)?,
        Identifier::Phone(phone) => anonymous(db, "phone", phone)?,
    };
    let Some(row) = row else { return Ok(None) };
    if names(db, row)?.external_id.is_some() {
        return Ok(None);
    }
    let sql = format!("SELECT {} FROM user WHERE user = ?1", super::COLUMNS);
    db.prepare_cached(&sql)?.query_row([row], super::user).optional()
}

fn anonymous(db: &Connection, column: &str, value: &str) -> rusqlite::Result<Option<i64>> {
    let sql = format!(
        "SELECT user FROM user WHERE {column} = ?1 AND external_id IS NULL ORDER BY user LIMIT 1"
    );
    db.prepare_cached(&sql)?.query_row([value], |row| row.get(0)).optional()
}

/// Gives a user an external id; who has it already takes over what they had, got and said, except
/// what they have or said themselves.
pub(in crate::sandbox) fn identify(
    db: &Connection,
    anonymous: User,
    external_id: &str,
) -> rusqlite::Result<()> {
    let known = find(db, &Identifier::External(external_id.to_owned()))?;
    let Some(mut known) = known else {
        db.execute(
            "UPDATE user SET external_id = ?2 WHERE user = ?1",
            params![anonymous.row, external_id],
        )?;
        return Ok(());
    };
    for (name, value) in anonymous.attributes {
        known.attributes.entry(name).or_insert(value);
    }
    known.reachable |= anonymous.reachable;
    save(db, &known)?;
    let rows = [anonymous.row, known.row];
    db.execute("UPDATE alias SET user = ?2 WHERE user = ?1", rows)?;
    db.execute("UPDATE delivery SET user = ?2 WHERE user = ?1", rows)?;
    db.execute("UPDATE OR IGNORE membership SET user = ?2 WHERE user = ?1", rows)?;
    db.execute("DELETE FROM membership WHERE user = ?1", [anonymous.row])?;
    db.execute("DELETE FROM user WHERE user = ?1", [anonymous.row])?;
    Ok(())
}
