//! The `audiences` of the project: filters that are sent as they stand.

use indexmap::IndexMap;
use regex::Regex;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::spec::place;
use crate::yaml::{Kind, Node};

use super::Reader;

impl Reader<'_> {
    pub(super) fn audiences(&mut self) -> IndexMap<String, Value> {
        let mut found = IndexMap::new();
        let Some(audiences) = self.root.get("audiences").cloned() else { return found };
        for entry in audiences.entries() {
            let at = format!("/audiences/{}", place::escaped(&entry.key));
            let told = self.diagnostics.len();
            self.plain(&entry.value, &at);
            self.expressions(&entry.value, &at);
            let is_refused = self.refused.iter().any(|refused| refused.starts_with(&at));
            // One with a mistake is left out: a filter that was half understood reaches anybody.
            if !is_refused && told == self.diagnostics.len() {
                found.insert(entry.key.clone(), entry.value.to_json());
            }
        }
        found
    }

    /// Nothing is filled in here: what looks like a reference would be compared as it stands.
    fn plain(&mut self, node: &Node, at: &str) {
        match &node.kind {
            Kind::Text(text, _) if text.contains("@{") => {
                let told = "an audience takes no references; it is the same in every workspace";
                let diagnostic =
                    Diagnostic::error("misplaced-reference", told).help("write the value itself");
                self.problem(at, diagnostic);
            }
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.plain(item, &format!("{at}/{index}"));
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    self.plain(&entry.value, &format!("{at}/{}", place::escaped(&entry.key)));
                }
            }
            Kind::Text(..) | Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn expressions(&mut self, node: &Node, at: &str) {
        for operator in ["AND", "OR"] {
            let branches = node.get(operator).map_or(&[][..], |list| list.items());
            for (index, branch) in branches.iter().enumerate() {
                self.expressions(branch, &format!("{at}/{operator}/{index}"));
            }
        }
        let Some(filter) = node.get("custom_attribute") else { return };
        let text = |key| filter.get(key).and_then(|value| value.text());
        let (Some(comparison), Some(expression)) = (text("comparison"), text("value")) else {
            return;
        };
        // Braze's expressions know more than ours: only what neither can read is told.
        let broken = comparison.ends_with("regex")
            && !expression.contains("(?")
            && !expression.contains('\\')
            && Regex::new(expression).is_err();
        if broken {
            let diagnostic = Diagnostic::error("invalid-value", "this is no regular expression")
                .help("a bracket may lack its partner, or a `*` what it repeats");
            self.problem(&format!("{at}/custom_attribute/value"), diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::spec::project;

    fn check(audience: &str) -> String {
        let text = format!(
            "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\ndefault_workspace: local\n\
             workspaces: {{ local: {{ sandbox: {{}} }} }}\naudiences:\n  gold:\n    {audience}\n"
        );
        let (project, diagnostics) = project("campaignctl.yaml", text.as_bytes());
        let place = |one: &crate::diagnostic::Diagnostic| {
            one.location
                .as_ref()
                .map_or_else(String::new, |at| format!("{}:{}", at.line, at.column))
        };
        let told: Vec<_> = diagnostics
            .iter()
            .map(|one| format!("{} {} {}", place(one), one.rule, one.message))
            .collect();
        let there = project.is_some_and(|project| project.audiences.contains_key("gold"));
        assert_eq!(there, told.is_empty(), "{told:?}");
        told.join("\n")
    }

    #[test]
    fn an_audience_is_there_when_nothing_is_wrong_with_it() {
        let filter = |rest: &str| {
            check(&format!(
                "custom_attribute: {{ custom_attribute_name: plan, comparison: {rest} }}"
            ))
        };
        assert_eq!(filter("equals, value: gold"), "");
        assert_eq!(filter("matches_regex, value: '^go(ld|od)$'"), "");
        assert_eq!(filter("matches_regex, value: '(?<x>a)'"), "");
        assert_eq!(filter("after, value: 2027-01-31"), "");
        assert_eq!(
            filter("matches_regex, value: 'go(ld'"),
            "7:88 invalid-value this is no regular expression"
        );
        assert_eq!(
            filter("greater_than, value: '7'"),
            "7:87 wrong-type this comparison takes a number"
        );
        assert_eq!(
            filter("before, value: tomorrow"),
            "7:81 invalid-value expected a time in ISO 8601, such as 2027-01-31T18:00:00Z"
        );
        assert_eq!(
            filter("exists, value: 1"),
            "7:81 invalid-value a test of existence takes no `value`"
        );
        assert_eq!(
            filter("equals, value: '@{site}'"),
            "7:81 misplaced-reference an audience takes no references; it is the same in every workspace"
        );
    }

    #[test]
    fn operators_nest_and_there_is_no_not() {
        assert_eq!(
            check(
                "OR: [{ AND: [{ email_subscription_status: { comparison: is, value: opted_in } }] }]"
            ),
            ""
        );
        assert_eq!(check("NOT: []"), "7:5 unknown-field unknown field `NOT`");
        assert_eq!(check("AND: []"), "7:10 invalid-value expected at least 1 item");
        assert_eq!(check("segment: vips"), "7:5 unknown-field unknown field `segment`");
    }
}
