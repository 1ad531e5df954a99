//! One fact of two sides.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The value of both sides, or of the side that changed it; `None` when nobody can tell.
pub(super) fn pick<T: PartialEq + Clone>(base: Option<&T>, ours: &T, theirs: &T) -> Option<T> {
    match base {
        _ if ours == theirs => Some(ours.clone()),
        Some(base) if base == ours => Some(theirs.clone()),
        Some(base) if base == theirs => Some(ours.clone()),
        _ => None,
    }
}

/// A tombstone beats an update. Taking up again counts only where the ancestor was a tombstone.
pub(super) fn tombstone(base: Option<bool>, ours: bool, theirs: bool) -> bool {
    if base == Some(true) { ours && theirs } else { ours || theirs }
}

/// Fields of a newer version, one by one. What they mean is not known, so none is forgotten: of two
/// values that nobody can choose from, the greater text stays, whatever the order of the sides.
pub(super) fn pick_unknown(
    base: Option<&BTreeMap<String, Value>>,
    ours: &BTreeMap<String, Value>,
    theirs: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let chosen = keys.into_iter().filter_map(|key| {
        let base = base.map(|base| base.get(key));
        let sides = (ours.get(key), theirs.get(key));
        let value = match pick(base.as_ref(), &sides.0, &sides.1) {
            Some(chosen) => chosen,
            None => greater(sides.0, sides.1),
        };
        Some((key.clone(), value?.clone()))
    });
    chosen.collect()
}

fn greater<'a>(ours: Option<&'a Value>, theirs: Option<&'a Value>) -> Option<&'a Value> {
    [ours, theirs].into_iter().max_by_key(|value| value.map(canonical)).flatten()
}

/// The value as a text that does not depend on the order of its fields; no two values have the same.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().map(|(key, value)| (key, canonical(value))).collect();
            fields.sort();
            format!("object {fields:?}")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(canonical).collect::<Vec<_>>()),
        leaf => leaf.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::pick_unknown;

    #[test]
    fn of_two_unknown_values_the_same_one_stays_whatever_the_order() {
        let values = [json!([]), json!({}), json!("{}"), json!("[]"), json!([[]]), json!(null)];
        let one = |value: &Value| BTreeMap::from([("x".to_owned(), value.clone())]);
        for a in &values {
            for b in &values {
                let (a, b) = (one(a), one(b));
                assert_eq!(pick_unknown(None, &a, &b), pick_unknown(None, &b, &a));
            }
        }
    }
}
