//! What `validate`, `list` and `show` write for programs fits the schemas that are checked in.

use campaignctl::output::campaigns::{ListV1, ShowV1};
use campaignctl::output::diagnostics::ProblemsV1;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::commands::folder::Folder;

/// The schema of what is written, compared with the one that is checked in.
#[expect(clippy::disallowed_methods, reason = "blessing writes files of this repository")]
fn fresh<T: JsonSchema>(name: &str) -> Schema {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<T>();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = format!("{}/schemas/{name}.v1.schema.json", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{path} is stale: run `CAMPAIGNCTL_BLESS=1 cargo test --test it schemas`"
    );
    schema
}

/// What a command writes, which must fit.
#[track_caller]
fn fits(schema: &Schema, written: &str) -> Value {
    let value: Value = serde_json::from_str(written).unwrap();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let wrong: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new(), "{written}");
    assert_eq!(value["version"], 1);
    value
}

#[test]
fn problems_fit_their_schema() {
    let schema = fresh::<ProblemsV1>("validate");
    let folder = Folder::new();
    let none = fits(&schema, &folder.run("validate --format json").ends(0).out);
    assert_eq!(none["diagnostics"], serde_json::json!([]));
    folder.write("campaigns/x.yaml", "campaign: welcome\nmesages: {}\nparams: { a: string }\n");
    let some = fits(&schema, &folder.run("validate --format json").ends(3).out);
    assert!(some["errors"].as_u64() >= Some(2), "{some:#}");
}

#[test]
fn campaigns_fit_their_schemas_before_and_after_an_apply() {
    let (list, show) = (fresh::<ListV1>("list"), fresh::<ShowV1>("show"));
    let folder = Folder::new();
    let said = |line: &str| folder.run(line).ends(0).out;
    assert_eq!(fits(&list, &said("list --format json"))["campaigns"][0]["state"], "new");
    let before = fits(&show, &said("show welcome --format json"));
    assert_eq!(before["recorded"], Value::Null);
    assert_eq!(before["defined"]["messages"]["email"]["released"], false);
    folder.run("apply").ends(0);
    let listed = fits(&list, &said("list --format json"));
    assert_eq!(listed["campaigns"][0]["state"], "active");
    let after = fits(&show, &said("show welcome --format json"));
    assert_eq!(after["defined"]["messages"]["email"]["released"], true);
    assert_eq!(after["recorded"]["campaign_id"], listed["campaigns"][0]["campaign_id"]);
}
