//! Who may come in: keys, their permissions, and from where.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode, header};

use super::answer::Refusal;
use super::settings::{Key, Settings};

/// Checks the key, where it is used, and that it may use the endpoint.
pub(super) fn enter(
    keys: &[Key],
    headers: &HeaderMap,
    address: IpAddr,
    permission: &str,
    settings: &Settings,
) -> Result<(), Refusal> {
    let secret = bearer(headers)?;
    let key = keys.iter().find(|key| key.secret == secret).ok_or_else(|| {
        // Braze repeats the key that it was sent; so do we, so that clients learn to redact.
        unauthorized(format!("Invalid API key: {secret}"))
    })?;
    if !key.allowed_ips.is_empty() && !key.allowed_ips.contains(&address) {
        // The space at the end is Braze's.
        return Err(unauthorized("Invalid whitelisted IPs "));
    }
    if settings.plan_excludes.iter().any(|excluded| excluded == permission) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Forbidden"));
    }
    if key.permissions.include(permission) {
        return Ok(());
    }
    Err(Refusal::not_permitted(settings))
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
