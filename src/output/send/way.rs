//! The way back to a send, in commands that people paste.

use std::path::PathBuf;

use crate::model::{SendHeader, SendKey, WorkspaceName, printable};
use crate::output::shell;

/// Where a command finds the project and the ledger, as this one was told. `None`: it finds them by
/// itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub folder: Option<PathBuf>,
    pub ledger: Option<PathBuf>,
}

impl Way {
    /// A command about one send.
    pub fn about(&self, verb: &str, SendHeader { key, workspace, .. }: &SendHeader) -> String {
        self.command(verb, Some(key), workspace)
    }

    /// A command about one send or all of them.
    pub fn command(&self, verb: &str, key: Option<&SendKey>, workspace: &WorkspaceName) -> String {
        let mut words = vec!["campaignctl".to_owned()];
        let path = |path: &PathBuf| shell::word(&path.display().to_string());
        words.extend(self.folder.iter().flat_map(|folder| ["-C".to_owned(), path(folder)]));
        words.extend(["sends".to_owned(), verb.to_owned()]);
        words.extend(key.map(|key| shell::word(&printable(&key.0))));
        words.extend(["-w".to_owned(), workspace.to_string()]);
        words.extend(self.ledger.iter().flat_map(|file| ["--ledger".to_owned(), path(file)]));
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::contract::ledger::header;

    #[test]
    fn a_command_leads_where_this_one_was() {
        let header = header("march mail", 0);
        let here = Way::default();
        let expected = "campaignctl sends resume 'march mail' -w local";
        assert_eq!(here.about("resume", &header), expected);
        assert_eq!(
            here.command("list", None, &header.workspace),
            "campaignctl sends list -w local"
        );
        let there = Way { folder: Some("my shop".into()), ledger: Some("/mnt/sent.sqlite".into()) };
        let expected = "campaignctl -C 'my shop' sends resume 'march mail' -w local --ledger \
                        /mnt/sent.sqlite";
        assert_eq!(there.about("resume", &header), expected);
    }
}
