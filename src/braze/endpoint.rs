//! Where keys may be sent.

use std::fmt;

use reqwest::Url;

use crate::model::REST_HOSTS;

/// The base of a workspace's REST API, checked: a project can be changed by anybody who opens a
/// pull request, so it cannot aim keys at hosts of its choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("`{0}` is not a URL")]
    NotAUrl(String),
    #[error("an endpoint is a scheme and a host only, as in `https://rest.iad-01.braze.com`")]
    MoreThanAHost,
    #[error("a key is sent over `https` only, except to this machine")]
    Plain,
    #[error(
        "`{0}` serves Braze's dashboard or its SDKs; REST calls go to a host that begins with `rest.`"
    )]
    NotRest(String),
    #[error(
        "`{0}` is not one of Braze's REST hosts, and no key is sent elsewhere unless it is allowed"
    )]
    Foreign(String),
    #[error(
        "it takes `http` and an address of this machine, without a path, as in `http://127.0.0.1:8321`"
    )]
    NotThisMachine,
}

impl Endpoint {
    /// Takes `https` on Braze's own hosts, either scheme on this machine, and `https` on the one
    /// host (or whole endpoint) that `allowed` names.
    ///
    /// # Errors
    /// When a key must not be sent there.
    pub fn parse(text: &str, allowed: Option<&str>) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(|_| EndpointError::NotAUrl(text.to_owned()))?;
        let host =
            url.host_str().ok_or_else(|| EndpointError::NotAUrl(text.to_owned()))?.to_owned();
        if !is_bare(&url) {
            return Err(EndpointError::MoreThanAHost);
        }
        if is_loopback(&url) {
            return Ok(Self(url));
        }
        if url.scheme() != "https" {
            return Err(EndpointError::Plain);
        }
        if names(allowed, &url, &host)
            || (REST_HOSTS.contains(&host.as_str()) && url.port().is_none())
        {
            return Ok(Self(url));
        }
        if (host.starts_with("dashboard") || host.starts_with("sdk.")) && is_braze(&host) {
            return Err(EndpointError::NotRest(host));
        }
        Err(EndpointError::Foreign(host))
    }

    /// Takes `http` on this machine and nothing else, for a sandbox that stands in for Braze.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn on_this_machine(text: &str) -> Result<Self, EndpointError> {
        let local = Self::parse(text, None).ok();
        local
            .filter(|local| local.is_loopback() && local.0.scheme() == "http")
            .ok_or(EndpointError::NotThisMachine)
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The host, as people know it, with the port where it matters.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    pub(super) fn url(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_bare(url: &Url) -> bool {
    let plain = url.username().is_empty() && url.password().is_none();
    plain && url.path() == "/" && url.query().is_none() && url.fragment().is_none()
}

fn is_loopback(url: &Url) -> bool {
    let known = matches!(url.scheme(), "http" | "https");
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    known && (address || host == "localhost")
}

fn names(allowed: Option<&str>, url: &Url, host: &str) -> bool {
    allowed.is_some_and(|allowed| {
        let same_host = allowed == host && url.port().is_none();
        same_host || Url::parse(allowed).is_ok_and(|allowed| allowed == *url)
    })
}

fn is_braze(host: &str) -> bool {
    host.ends_with(".braze.com") || host.ends_with(".braze.eu")
}
