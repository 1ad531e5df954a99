//! Values within URLs: components only, never the scheme or the host.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Whether scheme and host are complete before this point of a URL, so that what follows cannot
/// change where it leads. Read as browsers do: `\` is a slash, and `https:/` is as good as
/// `https://`.
pub(super) fn host_is_fixed(before: &str) -> bool {
    let before = before.trim_start();
    let slashes = |text: &str| text.len() - text.trim_start_matches(SLASHES).len();
    match scheme(before) {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" | "ws" | "wss" => ends_host(rest.trim_start_matches(SLASHES)),
            "javascript" | "vbscript" | "data" => false,
            // `mailto:`, `tel:`: there is no host.
            _ => rest.strip_prefix("//").is_none_or(ends_host),
        },
        None if slashes(before) >= 2 => ends_host(before.trim_start_matches(SLASHES)),
        None => ends_host(before),
    }
}

const SLASHES: [char; 2] = ['/', '\\'];

fn ends_host(text: &str) -> bool {
    text.contains(['/', '\\', '?', '#'])
}

/// The scheme, if the text begins with one, and what follows it.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let word = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (word && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_follow_the_host_only() {
        let fixed = ["https://a.b/", "https://a.b?x=", "/orders/", "mailto:", "app://orders/x"];
        for before in fixed {
            assert!(host_is_fixed(before), "{before}");
        }
        let open = [
            "",
            " ",
            "https:",
            "https:/",
            "https:\\",
            "https:///",
            "HTTPS://shop.",
            "//a.b",
            "/\\a",
            "shop",
            "app://",
            "javascript:f(/x/",
            "data:text/html,",
        ];
        for before in open {
            assert!(!host_is_fixed(before), "{before}");
        }
    }

    #[test]
    fn a_component_keeps_only_what_is_unreserved() {
        assert_eq!(component("a b/c?d=ü&{{%"), "a%20b%2Fc%3Fd%3D%C3%BC%26%7B%7B%25");
    }
}
