//! The parts of a web address that are certain.

use super::known::beginning;

/// A web address as far as it is written out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// In lower case, empty when there is none; `None` while it is not known.
    pub(super) scheme: Option<String>,
    /// `user:password@`, where there is one.
    pub(super) credentials: bool,
    /// `None` when there is none, or while it is not known.
    pub(super) port: Option<String>,
}

/// Reads an address in reference form.
pub(super) fn address(text: &str) -> Address {
    let certain = beginning(text);
    let certain = certain.trim();
    let Some((scheme, rest)) = certain.split_once("://") else {
        let whole = certain.len() == text.trim().len();
        return Address { scheme: bare_scheme(certain, whole), credentials: false, port: None };
    };
    let end = rest.find(['/', '?', '#']);
    let authority = &rest[..end.unwrap_or(rest.len())];
    let host = authority.rsplit('@').next().unwrap_or_default();
    // Without an end the rest of the authority may be a reference: only a whole address has a port.
    let complete = end.is_some() || certain.len() == text.trim().len();
    let port = host.rsplit_once(':').map(|(_, port)| port.to_owned());
    Address {
        scheme: Some(scheme.to_ascii_lowercase()),
        credentials: authority.contains('@') && authority.contains(':'),
        port: port.filter(|port| complete && !port.ends_with(']')),
    }
}

/// The scheme of an address without `://`: what follows a host's colon is a port.
fn bare_scheme(certain: &str, whole: bool) -> Option<String> {
    let Some(end) = certain.find([':', '/', '?', '#']) else {
        return (whole && !certain.is_empty()).then(String::new);
    };
    let rest = certain[end..].strip_prefix(':');
    let scheme = rest.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    Some(scheme.map_or(String::new(), |_| certain[..end].to_ascii_lowercase()))
}

/// The extension of the file that an address names, in lower case; `None` while it is not known.
pub(super) fn extension(text: &str) -> Option<String> {
    let path = text.split(['?', '#']).next()?;
    let name = path.rsplit('/').next()?;
    if name.contains('{') || name.contains('}') {
        return None;
    }
    let slashes = path.matches('/').count();
    let extension = name.rsplit_once('.').filter(|_| slashes > 2 || !path.contains("://"));
    Some(extension.map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_is_read() {
        let check = |text: &str, scheme: Option<&str>, credentials, port: Option<&str>| {
            let expected = Address {
                scheme: scheme.map(str::to_owned),
                credentials,
                port: port.map(str::to_owned),
            };
            assert_eq!(address(text), expected, "{text}");
        };
        check("https://a.example/x", Some("https"), false, None);
        check("HTTP://a.example:8080/x", Some("http"), false, Some("8080"));
        check("https://a.example:8443", Some("https"), false, Some("8443"));
        check("https://a.example:84@{param.p}/", Some("https"), false, None);
        check("https://{{host}}:84/", Some("https"), false, None);
        check("https://me:word@a.example/x", Some("https"), true, None);
        check("https://[::1]/x", Some("https"), false, None);
        check("https://[::1]:81/x", Some("https"), false, Some("81"));
        check("@{secret.URL}", None, false, None);
        check("ftp:x", Some("ftp"), false, None);
        check("a.example", Some(""), false, None);
        check("a.example:443/x", Some(""), false, None);
        check("a.example/@{param.x}", Some(""), false, None);
        check("a.@{param.x}", None, false, None);
        check("@{param.site}/x", None, false, None);
    }

    #[test]
    fn an_extension_is_the_end_of_the_path() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(extension(text).as_deref(), expected, "{text}");
        };
        check("https://a.example/terms.PDF?x=1.y", Some("pdf"));
        check("https://a.example/terms", Some(""));
        check("https://a.example", Some(""));
        check("https://a.example/@{param.file}", None);
        check("https://a.example/{{x}}.pdf", None);
        check("https://@{param.x}/a.pdf", Some("pdf"));
    }
}
