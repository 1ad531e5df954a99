//! Values within JSON.

use super::place::Place;
use super::text::{Marked, Step};

/// The place of each reference in a JSON text: within a string, or where a whole value belongs.
pub(super) fn places(marked: &Marked<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut in_string = false;
    let mut escaped = false;
    for step in marked.steps() {
        match step {
            Step::Reference => {
                places.push(if in_string { Place::JsonString } else { Place::JsonValue });
            }
            Step::Char('"') if !escaped => in_string = !in_string,
            Step::Char('\\') if in_string && !escaped => {
                escaped = true;
                continue;
            }
            Step::Char(_) | Step::Liquid => {}
        }
        escaped = false;
    }
    places
}

/// A text as it stands between the quotes of a JSON string.
pub(super) fn inner(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
