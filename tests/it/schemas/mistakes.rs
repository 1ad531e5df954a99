//! What the schemas refuse: each mistake is told once, where it is, in words.

mod files;
mod messages;

use campaignctl::spec::schema::faults;
use serde_json::Value;

/// Each fault as `pointer: message`, a wrong key with a `!`.
fn told(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).collect();
    let faults = errors.iter().flat_map(|error| faults(schema, error));
    faults
        .map(|fault| {
            let key = if fault.of_key { "!" } else { "" };
            format!("{}{key}: {}", fault.pointer, fault.message)
        })
        .collect()
}
