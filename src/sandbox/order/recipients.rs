//! Whom a send names.

use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;
use crate::sandbox::world::users::Identifier;

/// External ids and aliases in one request, together.
const MOST: usize = 50;

/// The recipients, each once, in their order.
pub(super) fn read(body: &Fields<'_>) -> Result<Vec<Identifier>, Refusal> {
    let ids = body.texts("external_user_ids")?.into_iter().map(Identifier::External);
    let mut named: Vec<_> = ids.collect();
    let aliases = body.objects("user_aliases")?;
    let some_aliases = !aliases.is_empty();
    for alias in aliases {
        named.push(read_alias(&alias)?);
    }
    let wide = ["segment_id", "audience"].into_iter().find(|field| body.get(field).is_some());
    if named.is_empty() && wide.is_none() {
        return Err(Refusal::fatal("No Recipients"));
    }
    if let Some(field) = wide {
        return Err(body.wrong(field, "is not something this sandbox can send to"));
    }
    if named.len() > MOST {
        return Err(too_many(some_aliases));
    }
    if body.flag("broadcast")? {
        return Err(body.wrong("broadcast", "goes without a list of recipients"));
    }
    Ok(each_once(named))
}

pub(super) fn read_alias(alias: &Fields<'_>) -> Result<Identifier, Refusal> {
    let name = alias.required_text("alias_name")?;
    let label = alias.required_text("alias_label")?;
    Ok(Identifier::Alias { name, label })
}

fn too_many(aliases: bool) -> Refusal {
    Refusal::fatal(if aliases {
        "The max number of external_ids and aliases per request was exceeded"
    } else {
        "The max number of ids per request was exceeded"
    })
}

/// What Braze does with somebody named twice is not documented; here they get one message.
fn each_once(named: Vec<Identifier>) -> Vec<Identifier> {
    let mut seen = std::collections::HashSet::new();
    named.into_iter().filter(|identifier| seen.insert(identifier.clone())).collect()
}
