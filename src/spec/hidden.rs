//! Lines that are not shown beside a problem: they hold what looks like a credential, and what is
//! shown ends up in logs.

use crate::diagnostic::{Diagnostic, Location};

use super::lint::{has_prefix, looks_secret, names_a_credential};

/// Takes the lines that hold a credential out of a diagnostic; its places stay.
pub(super) fn hide(mut diagnostic: Diagnostic) -> Diagnostic {
    let related = diagnostic.related.iter_mut().map(|related| &mut related.location);
    for location in diagnostic.location.iter_mut().chain(related) {
        if holds_credential(&location.excerpt) {
            clear(location);
        }
    }
    diagnostic
}

/// Leaves the place, and nothing that stands there.
pub(super) fn clear(location: &mut Location) {
    location.excerpt.clear();
    location.mark = (0, 0);
}

/// Whether a line has a well-known key, or gives a value to a name such as `Authorization`.
fn holds_credential(line: &str) -> bool {
    has_prefix(line) || assignments(line).any(|(name, value)| is_credential(name, value))
}

fn is_credential(name: &str, value: &str) -> bool {
    let value = value.trim();
    // What is filled in later is written as a reference, as Liquid or as a map.
    let later = value.contains("@{") || value.contains("{{") || value.starts_with('{');
    let words = value.split_whitespace().count();
    names_a_credential(name) && !later && words <= 2 && looks_secret(name, value)
}

/// Each `name: value` and `name=value` of a line; a value ends at a quote, a comma or a bracket.
fn assignments(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let marks = line.match_indices([':', '=']);
    marks.map(|(at, _)| {
        let before = line[..at].trim_end_matches(['"', '\'', ' ']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let start = before.trim_end_matches(is_name).len();
        let after = line[at + 1..].trim_start_matches([' ', '"', '\'']);
        let end = after.find(['"', '\'', ',', '}', ']', '&']).unwrap_or(after.len());
        // A reference has braces of its own.
        let end = if after.contains("@{") || after.starts_with('{') { after.len() } else { end };
        (&before[start..], &after[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_seen_however_the_line_is_broken() {
        for line in [
            "request_headers: { Authorization: \"Bearer abcdef0123456789abcdef\" }, bdy: x }",
            "  headers: { 'X-Api-Key': 0123456789abcdef",
            "url: https://a.example/x?api_key=0123456789&b=1",
            "body: key sk_live_0123456789abcdef of ours",
            "api_key: 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        ] {
            assert!(holds_credential(line), "{line}");
        }
    }

    #[test]
    fn other_lines_are_shown() {
        for line in [
            "params: { token: string }",
            "Authorization: \"Bearer @{secret.ERP_AUTH}\"",
            "Authorization: { secret: ERP_AUTH }",
            "api_key: { env: BRAZE_API_KEY_PRODUCTION }",
            "signature: Yours sincerely, the team of Acme 24",
            "title: Your password was changed",
            "Content-Type: application/json; charset=utf-8",
            "body: \"Order @{param.order} is on its way: @{site}/orders\"",
        ] {
            assert!(!holds_credential(line), "{line}");
        }
    }
}
