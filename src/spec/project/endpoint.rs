//! Which hosts a key may be sent to. A pull request can change the project, so it cannot aim a key.

use crate::model::REST_HOSTS;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    /// Neither Braze's nor loopback.
    pub(super) foreign: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) message: &'static str,
    pub(super) help: Option<String>,
}

/// Reads `scheme://host[:port]`.
pub(super) fn parse(written: &str) -> Result<Endpoint, Refused> {
    let refused = |message| Err(Refused { message, help: None });
    let Some((scheme, rest)) = written.split_once("://") else {
        return Err(Refused {
            message: "an endpoint is a URL",
            help: Some(format!("for example `https://{}`", REST_HOSTS[0])),
        });
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains(['/', '?', '#', '@', '\\']) || !authority.is_ascii() {
        return refused("an endpoint is a scheme and a host, without a path or a user");
    }
    let Some((host, port)) = host_and_port(authority) else {
        return refused("an endpoint has a host, and a port at most");
    };
    let host = host.to_ascii_lowercase();
    let loopback = is_loopback(&host);
    match scheme {
        "https" => {}
        "http" if loopback => {}
        "http" => return refused("a live endpoint is `https`; `http` is for this machine only"),
        _ => return refused("an endpoint is `https`"),
    }
    if let Some(host) = host.strip_prefix("dashboard").or_else(|| host.strip_prefix("sdk."))
        && host.contains("braze.")
    {
        return Err(Refused {
            message: "this is not a REST endpoint",
            help: Some("Braze's REST endpoints begin with `https://rest.`".to_owned()),
        });
    }
    let braze = REST_HOSTS.contains(&host.as_str()) && matches!(port, None | Some(443));
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    Ok(Endpoint { url: format!("{scheme}://{host}{port}"), foreign: !braze && !loopback })
}

fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let bracketed = authority.starts_with('[').then(|| authority.find(']')).flatten();
    let end = bracketed.map_or_else(|| authority.find(':').unwrap_or(authority.len()), |at| at + 1);
    let (host, port) = authority.split_at(end);
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let valid = bracketed.is_some() || (!host.is_empty() && host.chars().all(name));
    match port.strip_prefix(':') {
        _ if !valid => None,
        Some(port) => Some((host, Some(port.parse().ok()?))),
        None => port.is_empty().then_some((host, None)),
    }
}

fn is_loopback(host: &str) -> bool {
    let of_127 = || {
        let parts: Vec<_> = host.split('.').map(str::parse::<u8>).collect();
        matches!(parts.as_slice(), [Ok(127), Ok(_), Ok(_), Ok(_)])
    };
    matches!(host, "localhost" | "[::1]") || of_127()
}

/// Whether an environment variable may hold a key: `BRAZE_` and capital letters, digits, `_`.
pub(super) fn is_key_name(name: &str) -> bool {
    name.strip_prefix("BRAZE_").is_some_and(|rest| {
        let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        !rest.is_empty() && rest.bytes().all(allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> String {
        match parse(url) {
            Ok(Endpoint { url, foreign: false }) => url,
            Ok(Endpoint { url, foreign: true }) => format!("foreign {url}"),
            Err(refused) => format!("refused: {}", refused.message),
        }
    }

    #[test]
    fn braze_and_this_machine_may_have_a_key() {
        assert_eq!(check("https://rest.iad-03.braze.com"), "https://rest.iad-03.braze.com");
        assert_eq!(check("https://REST.fra-01.braze.eu/"), "https://rest.fra-01.braze.eu");
        assert_eq!(check("http://localhost:8080"), "http://localhost:8080");
        assert_eq!(check("http://127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(check("http://[::1]:1"), "http://[::1]:1");
    }

    #[test]
    fn any_other_host_is_foreign_or_refused() {
        assert_eq!(check("https://braze.example.com"), "foreign https://braze.example.com");
        assert_eq!(
            check("https://rest.iad-03.braze.com.evil.example"),
            "foreign https://rest.iad-03.braze.com.evil.example"
        );
        assert_eq!(
            check("https://localhost.evil.example"),
            "foreign https://localhost.evil.example"
        );
        assert_eq!(
            check("https://rest.iad-03.braze.com:8443"),
            "foreign https://rest.iad-03.braze.com:8443"
        );
        for url in [
            "http://rest.iad-03.braze.com",
            "https://rest.iad-03.braze.com@evil.example",
            "https://user:x@rest.iad-03.braze.com",
            "https://rest.iad-03.braze.com/x",
            "https://rest.iad-03.braze.com\\@evil.example",
            "https://dashboard-03.braze.com",
            "ftp://localhost",
            "rest.iad-03.braze.com",
            "https://",
            "https://a:b",
        ] {
            assert!(check(url).starts_with("refused: "), "{url} is {}", check(url));
        }
    }

    #[test]
    fn names_of_keys_begin_with_braze() {
        assert!(is_key_name("BRAZE_API_KEY"));
        for name in ["AWS_SECRET_ACCESS_KEY", "BRAZE_", "braze_key", "BRAZE_A-B", "XBRAZE_A"] {
            assert!(!is_key_name(name), "{name}");
        }
    }
}
