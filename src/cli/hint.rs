//! Commands that a hint names, so that whoever pastes one lands in the same project and workspace.

use super::Global;
use crate::output::shell;

/// They need no project.
const ANYWHERE: [&str; 4] = ["demo", "explain", "init", "schema"];
/// They are about every workspace, or name theirs.
const OF_ALL: [&str; 4] = ["fmt", "lock ", "retire", "validate"];

/// The text, with `-C` and `-w` as they were given in each command in backticks that has none.
pub(super) fn pasteable(text: &str, global: &Global) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        match part.strip_prefix("campaignctl ").filter(|_| at % 2 == 1) {
            Some(command) => format!("{part}{}", flags(command, global)),
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

fn flags(command: &str, global: &Global) -> String {
    let is_one_of = |names: &[&str]| names.iter().any(|name| command.starts_with(name));
    let mut flags = String::new();
    if is_one_of(&ANYWHERE) {
        return flags;
    }
    let mut add = |flag: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| !format!(" {command}").contains(&format!(" {flag} ")))
        {
            flags.extend([" ", flag, " ", &shell::word(&value)]);
        }
    };
    add("-C", global.directory.as_ref().map(|folder| folder.display().to_string()));
    if !is_one_of(&OF_ALL) {
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
        check(there, "`campaignctl lock mv a b`", "`campaignctl lock mv a b -C shop`");
        let complete = "`campaignctl -C other sends list -w staging`";
        check(there, complete, complete);
        check(there, "`campaignctl init`", "`campaignctl init`");
        check(there, "an odd ` and campaignctl list", "an odd ` and campaignctl list");
    }
}
