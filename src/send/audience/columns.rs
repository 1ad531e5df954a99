//! What the columns of a CSV mean.

use std::collections::BTreeMap;

use super::recipient::{ALIAS_LABEL, ALIAS_NAME, ID_FIELDS};
use super::survey::Terms;
use crate::model::ParamType;

/// The columns that matter, by their place.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) id: Option<usize>,
    pub(super) alias_name: Option<usize>,
    pub(super) alias_label: Option<usize>,
    pub(super) params: Vec<(usize, String, ParamType)>,
    /// The names of columns that mean nothing here.
    pub(super) ignored: Vec<String>,
}

/// Reads a header. `Err` is what is wrong with it.
pub(super) fn columns(names: &[&str], terms: &Terms) -> Result<Columns, String> {
    let mut columns = Columns::default();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let bare = name.strip_prefix("param.").unwrap_or(name);
        if places.insert(bare, at).is_some() && !bare.is_empty() {
            return Err(format!("there are two columns `{bare}`"));
        }
    }
    columns.id = ID_FIELDS.iter().find_map(|name| places.get(name).copied());
    columns.alias_name = places.get(ALIAS_NAME).copied();
    columns.alias_label = places.get(ALIAS_LABEL).copied();
    if columns.id.is_none() && (columns.alias_name.is_none() || columns.alias_label.is_none()) {
        return Err(nobody(names));
    }
    let known = [columns.id, columns.alias_name, columns.alias_label];
    for (name, at) in places {
        let prefixed = names[at].starts_with("param.");
        if let Some(declared) = terms.wanted.get(name) {
            columns.params.push((at, name.to_owned(), *declared));
        } else if prefixed && !terms.declared.contains(name) {
            return Err(format!("the campaign declares no param `{name}`"));
        } else if !known.contains(&Some(at)) && !terms.declared.contains(name) {
            columns.ignored.push(name.to_owned());
        }
    }
    let missing = terms.wanted.keys().filter(|name| {
        !terms.common.contains_key(*name)
            && !columns.params.iter().any(|(_, known, _)| known == *name)
    });
    let missing: Vec<_> = missing.map(|name| format!("`{name}`")).collect();
    match missing.as_slice() {
        [] => Ok(columns),
        names => Err(format!("there is no column for the param {}", names.join(", "))),
    }
}

fn nobody(names: &[&str]) -> String {
    let names = names.join(", ");
    let separator = if names.contains(';') { "; columns are separated by commas" } else { "" };
    format!(
        "no column names the recipients: expected `external_user_id` (or `alias_name` and \
         `alias_label`) among: {names}{separator}"
    )
}
