//! The `audiences` of the project ("Connected audience").

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::spec::names;
use crate::spec::place::escaped;

use super::Reader;

impl Reader<'_> {
    /// The audiences of which the schema refused nothing; what it cannot see is judged here.
    pub(super) fn audiences(&mut self) -> IndexMap<String, Value> {
        let mut found = IndexMap::new();
        let Some(audiences) = self.root.get("audiences").cloned() else { return found };
        for entry in audiences.entries() {
            let at = format!("/audiences/{}", escaped(&entry.key));
            let filter = entry.value.to_json();
            self.filter(&at, &filter);
            if !self.refused.iter().any(|refused| refused.starts_with(&at)) {
                found.insert(entry.key.clone(), filter);
            }
        }
        found
    }

    fn filter(&mut self, at: &str, filter: &Value) {
        let Some((kind, inner)) = filter.as_object().and_then(|one| one.iter().next()) else {
            return;
        };
        let at = format!("{at}/{kind}");
        for (index, part) in inner.as_array().into_iter().flatten().enumerate() {
            self.filter(&format!("{at}/{index}"), part);
        }
        let word = |key: &str| inner.get(key).and_then(Value::as_str);
        for key in ["custom_attribute_name", "value"] {
            if word(key).is_some_and(|text| text.contains("@{")) {
                let message = "the filters of an audience have no references";
                let diagnostic = Diagnostic::error("misplaced-reference", message)
                    .help("write the value itself");
                self.problem_once(&format!("{at}/{key}"), diagnostic);
            }
        }
        if let (Some(comparison), Some(value)) = (word("comparison"), word("value"))
            && let Some(wrong) = wrong(comparison, value)
        {
            let diagnostic = Diagnostic::error("invalid-value", wrong);
            self.problem_once(&format!("{at}/value"), diagnostic);
        }
    }
}

/// What a value of the right form may still be wrong in.
fn wrong(comparison: &str, value: &str) -> Option<String> {
    match comparison {
        "after" | "before" => {
            let date = value.get(..10).and_then(|date| date.parse::<jiff::civil::Date>().ok());
            let time =
                value.get(11..16).is_none_or(|time| time.parse::<jiff::civil::Time>().is_ok());
            (date.is_none() || !time)
                .then(|| format!("{} is no day or time of the calendar", names::shown(value)))
        }
        "matches_regex" | "does_not_match_regex" => {
            // Braze's engine knows what ours does not: a look around, a group again.
            let more = ["(?=", "(?!", "(?<", "\\1", "\\2", "\\k", "\\Z", "\\h"];
            let error = regex::Regex::new(value).err()?.to_string();
            let why = error.lines().last()?.trim_start_matches("error: ").to_owned();
            (!more.iter().any(|form| value.contains(form)))
                .then(|| format!("{} is no regular expression: {why}", names::shown(value)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_expressions_are_real_ones() {
        assert_eq!(wrong("after", "2027-01-31"), None);
        assert_eq!(wrong("before", "2027-01-31T18:00:00Z"), None);
        assert_eq!(
            wrong("after", "2027-02-30").unwrap(),
            "`2027-02-30` is no day or time of the calendar"
        );
        assert_eq!(
            wrong("after", "2027-01-31T25:00").unwrap(),
            "`2027-01-31T25:00` is no day or time of the calendar"
        );
        assert_eq!(wrong("matches_regex", "^(gold|sil)"), None);
        assert_eq!(wrong("matches_regex", "^(?!gold)"), None);
        assert_eq!(
            wrong("matches_regex", "(gold").unwrap(),
            "`(gold` is no regular expression: unclosed group"
        );
        assert_eq!(wrong("equals", "("), None);
    }
}
