//! Whom a send names.

use rusqlite::Connection;

use crate::sandbox::answer::Refusal;
use crate::sandbox::audience::Audience;
use crate::sandbox::call::Fields;
use crate::sandbox::settings::{Repeated, Settings};
use crate::sandbox::world::segments;
use crate::sandbox::world::users::Identifier;

/// External ids and aliases in one request, together.
const MOST: usize = 50;

/// Named people, and the filters that they or everybody pass.
pub(super) struct Recipients {
    pub(super) named: Vec<Identifier>,
    pub(super) filters: Vec<Audience>,
}

/// Reads the recipients, each once, in their order.
pub(super) fn read(
    db: &Connection,
    settings: &Settings,
    body: &Fields<'_>,
) -> Result<Recipients, Refusal> {
    let ids = body.texts("external_user_ids")?.into_iter().map(Identifier::External);
    let mut named: Vec<_> = ids.collect();
    let aliases = body.objects("user_aliases")?;
    let some_aliases = !aliases.is_empty();
    for alias in aliases {
        named.push(read_alias(&alias)?);
    }
    let filtered = body.get("segment_id").is_some() || body.get("audience").is_some();
    if named.is_empty() && !filtered {
        return Err(Refusal::fatal("No Recipients"));
    }
    if named.len() > MOST {
        return Err(too_many(some_aliases));
    }
    match (body.flag("broadcast")?, named.is_empty()) {
        (true, false) => Err(body.wrong("broadcast", "goes without a list of recipients")),
        (false, true) => Err(body.wrong("broadcast", "is true where nobody is named")),
        _ => {
            let once = settings.repeated_recipients == Repeated::Once;
            let named = if once { each_once(named) } else { named };
            Ok(Recipients { named, filters: filters(db, body)? })
        }
    }
}

pub(in crate::sandbox) fn filters(
    db: &Connection,
    body: &Fields<'_>,
) -> Result<Vec<Audience>, Refusal> {
    let mut filters = Vec::new();
    if let Some(id) = body.text("segment_id")? {
        let segment = segments::find(db, &id)?;
        let segment = segment.ok_or_else(|| body.wrong("segment_id", "is no segment's id"))?;
        if let Some(audience) = &segment.audience {
            filters.push(Audience::read(&Fields::of("audience", audience)?)?);
        }
    }
    if let Some(audience) = body.object("audience")? {
        filters.push(Audience::read(&audience)?);
    }
    Ok(filters)
}

/// `{alias_name, alias_label}`.
pub(in crate::sandbox) fn read_alias(alias: &Fields<'_>) -> Result<Identifier, Refusal> {
    let name = alias.required_text("alias_name")?;
    let label = alias.required_text("alias_label")?;
    Ok(Identifier::Alias { name, label })
}

/// Which of several profiles with the same address counts: the oldest, whatever the priorities. That
/// there are some is required, and that they do not contradict each other.
pub(in crate::sandbox) fn prioritized(fields: &Fields<'_>) -> Result<(), Refusal> {
    let known = ["identified", "unidentified", "most_recently_updated", "least_recently_updated"];
    let given = fields.texts("prioritization")?;
    let has = |word: &str| given.iter().any(|one| one == word);
    if given.is_empty() || !given.iter().all(|word| known.contains(&word.as_str())) {
        let what = "is a list of identified, unidentified, most_recently_updated, \
                    least_recently_updated";
        return Err(fields.wrong("prioritization", what));
    }
    if has("identified") && has("unidentified") {
        return Err(fields.wrong("prioritization", "has one of identified and unidentified"));
    }
    Ok(())
}

fn too_many(aliases: bool) -> Refusal {
    Refusal::fatal(if aliases {
        "The max number of external_ids and aliases per request was exceeded"
    } else {
        "The max number of ids per request was exceeded"
    })
}

fn each_once(named: Vec<Identifier>) -> Vec<Identifier> {
    let mut seen = std::collections::HashSet::new();
    named.into_iter().filter(|identifier| seen.insert(identifier.clone())).collect()
}
