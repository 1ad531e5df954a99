//! The links of a content, as they are written.

use std::collections::BTreeSet;

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Every web address in any text, up to whatever ends one in HTML or prose.
pub(super) fn of(texts: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        let mut rest = text.as_str();
        while let Some(at) = SCHEMES.iter().filter_map(|scheme| rest.find(scheme)).min() {
            let link = &rest[at..at + length(&rest[at..])];
            rest = &rest[at + link.len()..];
            found.insert(link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']).to_owned());
        }
    }
    found
}

/// Liquid and references belong to the link that they are in, spaces and quotes included.
fn length(link: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in link.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '"' | '\'' | '<' | '>' | '`' if depth == 0 => return at,
            _ if depth == 0 && character.is_whitespace() => return at,
            _ => {}
        }
    }
    link.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = of(&[text.to_owned()]).into_iter().collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn links_end_where_html_and_prose_end_them() {
        check(
            "see https://a.example/b. And (http://c.example)",
            &["http://c.example", "https://a.example/b"],
        );
        check(
            "<a href='https://a.example/?x=1&y'>https://a.example</a>",
            &["https://a.example", "https://a.example/?x=1&y"],
        );
        check(
            "https://a.example/{{ ${id} | default: 'x y' }}/z w",
            &["https://a.example/{{ ${id} | default: 'x y' }}/z"],
        );
        check("https://a.example/@{param.order}", &["https://a.example/@{param.order}"]);
        check("no link: https:/ and ftp://x", &[]);
    }
}
