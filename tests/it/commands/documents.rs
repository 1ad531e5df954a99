//! The documents name the commands and exit codes that there are.

use std::collections::BTreeSet;

use super::folder::Folder;

#[test]
fn the_readme_names_every_command_and_no_other() {
    let help = Folder::empty().run("--help").ends(0).out;
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let listed = listed.lines().take_while(|line| !line.is_empty());
    // A wrapped description begins further to the right than a command.
    let listed: BTreeSet<_> = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let readme = include_str!("../../../README.md");
    let (_, table) = readme.split_once("## Commands\n").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let named: BTreeSet<_> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| `"))
        .filter_map(|row| row.split(" |").next())
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim_matches('`'))
        .collect();
    assert_eq!(named, listed, "left: README.md, right: --help");
}

#[test]
fn both_tables_of_exit_codes_have_every_code() {
    let codes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "130"];
    let documents =
        [include_str!("../../../README.md"), include_str!("../../../docs/exit-codes.md")];
    for document in documents {
        for code in codes {
            assert!(document.contains(&format!("| {code} |")), "no row for {code}");
        }
    }
}
