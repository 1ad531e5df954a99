//! Readings of values that come in more than one shape.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Null is the default.
pub(in crate::braze) fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A count: a number or its text. What is negative or no number is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
pub(in crate::braze) fn count(value: &Value) -> Option<u64> {
    let whole = |number: f64| (0.0..9e15).contains(&number).then_some(number as u64);
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// An amount: a number or its text.
pub(in crate::braze) fn amount(value: &Value) -> Option<f64> {
    let amount = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    amount.filter(|amount: &f64| amount.is_finite())
}
