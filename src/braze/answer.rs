//! What an answer means, by its status and its envelope ("API errors and responses").

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure::Failure;
use super::limit::retry_after;
use super::quote::quote;
use crate::model::Timestamp;
use crate::port::Response;

/// The body of a success: any 2xx whose `message`, if it has one, says so. An empty body is null.
pub(super) fn judge(response: &Response, now: Timestamp) -> Result<Value, Failure> {
    let body = serde_json::from_slice(&response.body).ok();
    let status = response.status;
    match status {
        200..=299 => success(response, body),
        300..=399 => Err(Failure::Elsewhere(status)),
        401 | 403 => Err(Failure::Unauthorized(complaint(response, body.as_ref()))),
        429 => Err(Failure::Limited(retry_after(response, now))),
        // A gateway that gave up waiting for the request's body, or says it did.
        408 => Err(Failure::Broken { status, message: complaint(response, body.as_ref()) }),
        400..=499 => Err(Failure::Refused { status, message: complaint(response, body.as_ref()) }),
        _ => Err(Failure::Broken { status, message: complaint(response, body.as_ref()) }),
    }
}

/// The body of a success as `T`, or where it is something else, in words that quote it.
pub(super) fn typed<T: DeserializeOwned>(body: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(body)
        .map_err(|error| format!("`{}` in its answer: {}", error.path(), error.inner()))
}

/// The texts of `errors`: strings, or objects with a `message`.
pub(super) fn minor_errors(errors: &Value) -> Vec<String> {
    match errors {
        Value::Array(errors) => errors.iter().filter_map(one_error).collect(),
        other => one_error(other).into_iter().collect(),
    }
}

fn one_error(error: &Value) -> Option<String> {
    match error {
        Value::Null => None,
        Value::String(text) => Some(quote(text)),
        other => Some(quote(&other["message"].as_str().map_or(other.to_string(), str::to_owned))),
    }
}

fn success(response: &Response, body: Option<Value>) -> Result<Value, Failure> {
    let Some(body) = body else {
        let empty = response.body.iter().all(u8::is_ascii_whitespace);
        return if empty {
            Ok(Value::Null)
        } else {
            Err(Failure::Unexpected(format!("its answer is not JSON: {}", text(response))))
        };
    };
    match body["message"].as_str() {
        // Some exports leave it out; `queued` is what a maintenance answers.
        None => Ok(body),
        Some(text) if ["success", "queued"].iter().any(|fine| text.eq_ignore_ascii_case(fine)) => {
            Ok(body)
        }
        Some(other) => Err(Failure::Unexpected(quote(other))),
    }
}

/// The fatal text: under `message`, `error` or `errors`, or the body itself.
fn complaint(response: &Response, body: Option<&Value>) -> String {
    let Some(body) = body else { return text(response) };
    let fatal = body["message"].as_str().or_else(|| body["error"].as_str());
    match fatal {
        Some(fatal) => quote(fatal),
        None if body["errors"].is_null() => text(response),
        None => minor_errors(&body["errors"]).join("; "),
    }
}

fn text(response: &Response) -> String {
    let text = String::from_utf8_lossy(&response.body);
    match text.trim() {
        "" => "(no text)".to_owned(),
        html if html.starts_with('<') => "(a page of HTML)".to_owned(),
        other => quote(other),
    }
}
