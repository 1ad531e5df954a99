//! Commands that a hint names, so that whoever pastes one lands in the same project and workspace.

use super::Global;
use crate::output::shell;

/// They need no project.
const ANYWHERE: [&str; 4] = ["demo", "explain", "init", "schema"];
/// They look at every workspace.
const OF_ALL: [&str; 2] = ["fmt", "validate"];

/// The text, with `-C` and `-w` as they were given in each command in backticks that has none.
pub(super) fn pasteable(text: &str, global: &Global) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| match part.split(' ').nth(1) {
        Some(verb) if at % 2 == 1 && part.starts_with("campaignctl ") => {
            format!("{part}{}", flags(part, verb, global))
        }
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

fn flags(command: &str, verb: &str, global: &Global) -> String {
    let mut flags = String::new();
    if ANYWHERE.contains(&verb) {
        return flags;
    }
    let mut add = |flag: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| !command.contains(&format!(" {flag} "))) {
            flags.extend([" ", flag, " ", &shell::word(&value)]);
        }
    };
    add("-C", global.directory.as_ref().map(|folder| folder.display().to_string()));
    if !OF_ALL.contains(&verb) {
        add("-w", global.workspace.clone());
    }
    flags
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::args::CommandLine;
    use super::*;

    #[track_caller]
    fn check(line: &str, text: &str, expected: &str) {
        let mut global = CommandLine::try_parse_from(line.split(' ')).unwrap().global;
        global.workspace = global.workspaces.first().cloned();
        assert_eq!(pasteable(text, &global), expected);
    }

    #[test]
    fn a_hint_leads_to_the_same_project_and_workspace() {
        let list = "`campaignctl list` names them";
        check("campaignctl plan", list, list);
        check("campaignctl plan -C it's", list, r"`campaignctl list -C 'it'\''s'` names them");
        let there = "campaignctl -C shop plan -w production";
        let two = "`no` and `campaignctl plan`, then `campaignctl apply -w other`";
        let expected = "`no` and `campaignctl plan -C shop -w production`, then `campaignctl apply \
                        -w other -C shop`";
        check(there, two, expected);
        check(there, "`campaignctl fmt`", "`campaignctl fmt -C shop`");
        check(there, "`campaignctl init`", "`campaignctl init`");
        check(there, "an odd ` and campaignctl list", "an odd ` and campaignctl list");
    }
}
