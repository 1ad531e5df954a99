//! Makes a generated schema one that editors and people read well.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value, json};

/// Enumerations as `enum` with descriptions beside them, no `null`, no formats of Rust's integers,
/// descriptions on one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tidy;

impl Transform for Tidy {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(fields) = schema.as_object_mut() {
            drop_null(fields);
            gather_constants(fields);
            drop_implied(fields);
            join_lines(fields);
            fields.remove("format");
            fields.remove("title");
        }
        transform_subschemas(self, schema);
    }
}

/// An absent field is absent: `null` is never a way to write it.
fn drop_null(fields: &mut Map<String, Value>) {
    if fields.get("default") == Some(&Value::Null) {
        fields.remove("default");
    }
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(branches)) = fields.get_mut("anyOf") else { return };
    branches.retain(|branch| *branch != json!({ "type": "null" }));
    if let [Value::Object(only)] = branches.as_slice() {
        let only = only.clone();
        fields.remove("anyOf");
        for (key, value) in only {
            fields.entry(key).or_insert(value);
        }
    }
}

/// `oneOf` of constants becomes one `enum`: the error then names all of them, and editors show
/// `markdownEnumDescriptions` while completing.
fn gather_constants(fields: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = fields.get("oneOf") else { return };
    let constants: Option<Vec<_>> = branches
        .iter()
        .map(|branch| Some((branch.get("const")?.clone(), branch.get("description").cloned())))
        .collect();
    let Some(constants) = constants else { return };
    let (words, descriptions): (Vec<_>, Vec<_>) = constants.into_iter().unzip();
    fields.remove("oneOf");
    fields.insert("enum".to_owned(), words.into());
    if descriptions.iter().all(Option::is_some) {
        let descriptions: Vec<_> = descriptions.into_iter().flatten().collect();
        fields.insert("markdownEnumDescriptions".to_owned(), descriptions.into());
    }
}

/// A list of words implies their type: saying both would report one mistake twice.
fn drop_implied(fields: &mut Map<String, Value>) {
    if fields.contains_key("enum") || fields.contains_key("const") {
        fields.remove("type");
        fields.remove("minimum");
    }
}

/// Doc comments are broken into lines where the source ends, not where a reader wants it.
fn join_lines(fields: &mut Map<String, Value>) {
    if let Some(Value::String(description)) = fields.get_mut("description") {
        *description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}
