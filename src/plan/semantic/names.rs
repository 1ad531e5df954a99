//! What a content asks for: Liquid's names of a person and an event, and the params of a send.

use std::collections::BTreeSet;

use crate::liquid::{Kind, spans};
use crate::model::{Reference, Segment, segments};

/// Braze's names, such as `${first_name}` or `custom_attribute.${plan}`.
pub(super) fn liquid(texts: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for span in spans(text) {
            if matches!(span.kind, Kind::Output | Kind::Tag) {
                named(&text[span.range], &mut found);
            }
        }
    }
    found
}

/// Every `${name}` with the object before it.
fn named(liquid: &str, found: &mut BTreeSet<String>) {
    let mut from = 0;
    while let Some(at) = liquid[from..].find("${").map(|at| from + at) {
        let Some(end) = liquid[at..].find('}').map(|end| at + end + 1) else { return };
        let before = &liquid[from..at];
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let start = before.trim_end_matches(word).len();
        let object = if before.ends_with('.') { &before[start..] } else { "" };
        found.insert(format!("{object}{}", &liquid[at..end]));
        from = end;
    }
}

/// The params that a send has to supply.
pub(super) fn params(texts: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for segment in segments(text) {
            if let Segment::Reference(Reference::Param(name)) = segment {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_with_their_objects() {
        let text = "{{ event_properties.${a} | plus: ${b} }}{% if custom_attribute.${c d} %}${no}";
        let found: Vec<_> = liquid(&[text.to_owned()]).into_iter().collect();
        assert_eq!(found, ["${b}", "custom_attribute.${c d}", "event_properties.${a}"]);
        assert!(
            liquid(&["{{ ${open".to_owned(), "{% raw %}${a}{% endraw %}".to_owned()]).is_empty()
        );
    }
}
