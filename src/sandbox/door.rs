//! Who may come in: keys and their permissions.

use axum::http::{HeaderMap, StatusCode, header};

use super::answer::Refusal;
use super::settings::Key;

/// Checks the key and that it may use the endpoint.
pub(super) fn enter(keys: &[Key], headers: &HeaderMap, permission: &str) -> Result<(), Refusal> {
    let secret = bearer(headers)?;
    let key = keys.iter().find(|key| key.secret == secret).ok_or_else(|| {
        // Braze repeats the key that it was sent; so do we, so that clients learn to redact.
        unauthorized(format!("Invalid API key: {secret}"))
    })?;
    if key.permissions.include(permission) {
        return Ok(());
    }
    let text = "You do not have permission to access this resource";
    Err(Refusal::new(StatusCode::FORBIDDEN, text))
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(header::AUTHORIZATION).ok_or_else(|| unauthorized("Unauthorized"))?;
    let wrong = || unauthorized("Error authenticating credentials");
    let (scheme, secret) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(wrong)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(secret.trim()) } else { Err(wrong()) }
}

fn unauthorized(text: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, text)
}
