//! Who a served sandbox answers: a page in a browser may name this machine, and must not use it.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use super::answer::{Refusal, respond};

/// The names under which a sandbox is reached: every loopback address, `localhost`, and those
/// that were allowed.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    allowed: BTreeSet<String>,
}

impl Hosts {
    /// Allows more names or addresses, without ports.
    pub fn allowing(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| bare(&name).to_ascii_lowercase());
        Self { allowed: names.collect() }
    }

    /// Whether `host:port` is one of them; the port does not matter.
    fn include(&self, authority: &str) -> bool {
        let host = bare(authority).to_ascii_lowercase();
        let loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        loopback || host == "localhost" || self.allowed.contains(&host)
    }
}

/// The host of `host`, `host:port`, `[::1]` or `[::1]:port`.
fn bare(authority: &str) -> &str {
    if let Some((address, _)) = authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address;
    }
    match authority.split_once(':') {
        // More than one colon: an IPv6 address without its brackets.
        Some((host, port)) if !port.contains(':') => host,
        _ => authority,
    }
}

/// Refuses what was not meant for this machine (DNS rebinding), and what another site's page asks.
pub(super) fn guarded(router: Router, hosts: Hosts) -> Router {
    router.layer(from_fn_with_state(Arc::new(hosts), guard))
}

async fn guard(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    match judge(&hosts, request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => respond(Err(refusal), None, None),
    }
}

fn judge(hosts: &Hosts, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let named: Vec<_> = texts(headers, &header::HOST).chain(uri.host()).collect();
    if named.is_empty() || !named.iter().all(|host| hosts.include(host)) {
        return Err(forbidden("the sandbox does not answer to this Host"));
    }
    let of_origin = |origin: &str| {
        origin.split_once("://").is_some_and(|(_, authority)| hosts.include(authority))
    };
    if texts(headers, &header::ORIGIN).all(of_origin) {
        return Ok(());
    }
    Err(forbidden("the sandbox does not answer pages of this Origin"))
}

/// A header's values; one that is no text is an empty one, which is nobody's.
fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default())
}

fn forbidden(text: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, format!("{text}: allow it with --allow-host"))
}
