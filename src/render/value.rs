//! The values of params: their types, and how they read.

use serde_json::Value;

use super::RenderError;
use crate::model::ParamType;

/// Reads a value that was given as text, in a CSV or on a command line.
///
/// # Errors
/// When the text is not of that type.
pub fn typed(param: &str, declared: ParamType, text: &str) -> Result<Value, RenderError> {
    let value = match declared {
        ParamType::String => Some(Value::from(text)),
        ParamType::Integer => text.trim().parse::<i64>().ok().map(Value::from),
        ParamType::Number => number(text.trim()),
        ParamType::Boolean => text.trim().parse::<bool>().ok().map(Value::from),
    };
    value.ok_or_else(|| wrong(param, declared, &format!("{text:?}")))
}

/// Numbers keep their spelling where they can: `12` stays `12` and does not become `12.0`.
fn number(text: &str) -> Option<Value> {
    let integer = text.parse::<i64>().ok().map(Value::from);
    integer.or_else(|| serde_json::Number::from_f64(text.parse().ok()?).map(Value::Number))
}

pub(super) fn check(param: &str, declared: ParamType, value: &Value) -> Result<(), RenderError> {
    let fits = match declared {
        ParamType::String => value.is_string(),
        ParamType::Integer => value.is_i64() || value.is_u64(),
        ParamType::Number => value.is_number(),
        ParamType::Boolean => value.is_boolean(),
    };
    if fits { Ok(()) } else { Err(wrong(param, declared, &value.to_string())) }
}

/// How a value reads within a text.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn wrong(param: &str, declared: ParamType, got: &str) -> RenderError {
    let expected = match declared {
        ParamType::String => "a string",
        ParamType::Integer => "an integer",
        ParamType::Number => "a number",
        ParamType::Boolean => "`true` or `false`",
    };
    let mut got: String = got.chars().take(60).flat_map(char::escape_default).collect();
    if got.contains("\\\"") {
        got = got.replace("\\\"", "\"");
    }
    RenderError::Type { param: param.to_owned(), expected, got }
}
