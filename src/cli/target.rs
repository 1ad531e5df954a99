//! What a command may write over: nothing, or what the same command wrote before.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::load::{Opened, PROJECT_FILE};
use super::{Context, Exit, Failure};
use crate::codegen;
use crate::store::DiskFiles;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Bundle,
    Plan,
    Code,
}

/// Refuses a file that is the project's, or that holds anything else than what is to be written.
pub(super) fn check(context: &Context<'_>, path: &Path, written: Written) -> Result<(), Failure> {
    let shown = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let shown = crate::model::printable(&shown);
    let refused = |why: &str| {
        Failure::new(Exit::Stopped, format!("{shown} is {why}, and would be written over"))
            .help("nothing was written; name another file with --out, or move this one away first")
    };
    let inside = inside(context, path);
    let defines = inside.as_ref().is_some_and(|inside| is_definition(context, inside));
    if inside.as_ref().is_some_and(|inside| is_kept(inside)) || (defines && path.exists()) {
        return Err(refused("a file of the project"));
    }
    if defines {
        let message = format!(
            "{shown} would be read as a definition: `campaigns` in {PROJECT_FILE} matches it"
        );
        return Err(Failure::new(Exit::Stopped, message).help(match written {
            Written::Code => "nothing was written; name another folder with --out",
            Written::Bundle | Written::Plan => {
                "nothing was written; name a file in another folder, or with another ending, with --out"
            }
        }));
    }
    let invalid = |why: &str| {
        Failure::new(Exit::Invalid, format!("--out: {shown} {why}")).help(match written {
            Written::Code => "name a folder: the file's name is the language's",
            Written::Bundle | Written::Plan => "name a file",
        })
    };
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(found) if found.is_dir() => return Err(invalid("is a folder")),
        Ok(_) => return Err(invalid("is no regular file")),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(invalid("would be in a folder that is a file"));
        }
        // That it cannot be seen or written is told where it is written.
        Err(_) => return Ok(()),
    }
    let bytes = fs::read(path).map_err(|error| {
        Failure::because(Exit::Invalid, &format!("--out: could not read {shown}"), &error)
    })?;
    if bytes.is_empty() || written.is(&bytes) { Ok(()) } else { Err(refused(written.not())) }
}

/// The path from the project's root, if it leads into the project. Its folders need not be there yet.
fn inside(context: &Context<'_>, path: &Path) -> Option<PathBuf> {
    let root = context.root.canonicalize().ok()?;
    let whole = path.ancestors().skip(1).find_map(|folder| {
        let there = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Some(there.canonicalize().ok()?.join(path.strip_prefix(folder).ok()?))
    })?;
    whole.strip_prefix(&root).ok().map(Path::to_owned)
}

/// Whether the project's own file or a lockfile has this name, be it there or not.
fn is_kept(inside: &Path) -> bool {
    let mut parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    match (parts.next(), parts.next()) {
        (Some(name), None) => {
            name == PROJECT_FILE || (name.starts_with("campaigns.") && name.ends_with(".lock"))
        }
        (Some(folder), Some(_)) => folder == "campaigns.lock.d",
        (None, _) => false,
    }
}

/// Whether the project would take the file for one of its definitions. An application's build has
/// no project, and one that cannot be read is told by the commands that need it.
fn is_definition(context: &Context<'_>, inside: &Path) -> bool {
    let opened = Opened::open(&DiskFiles::new(&context.root)).ok();
    opened.is_some_and(|opened| {
        DiskFiles::would_list(&opened.project.campaigns, inside).unwrap_or(false)
    })
}

impl Written {
    fn is(self, bytes: &[u8]) -> bool {
        match self {
            Self::Bundle => serde_json::from_slice::<BundleHead>(bytes).is_ok(),
            Self::Plan => serde_json::from_slice::<PlanHead>(bytes).is_ok(),
            Self::Code => String::from_utf8_lossy(bytes).lines().take(5).any(|line| {
                line.to_ascii_lowercase().contains(&codegen::HEADER.to_ascii_lowercase())
            }),
        }
    }

    fn not(self) -> &'static str {
        match self {
            Self::Bundle => "no bundle that `export` wrote",
            Self::Plan => "no saved plan",
            Self::Code => "no file that `codegen` wrote",
        }
    }
}

/// What every version of a bundle has.
#[derive(Deserialize)]
struct BundleHead {
    #[serde(rename = "version")]
    _version: u64,
    #[serde(rename = "workspace")]
    _workspace: String,
    #[serde(rename = "lineage")]
    _lineage: String,
    #[serde(rename = "campaigns")]
    _campaigns: serde_json::Map<String, serde_json::Value>,
}

/// What every version of a saved plan has.
#[derive(Deserialize)]
struct PlanHead {
    #[serde(rename = "saved_plan")]
    _saved_plan: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_known_by_what_it_holds() {
        let bundle = br#"{"version":2,"workspace":"a","lineage":"b","campaigns":{},"new":1}"#;
        let plan = br#"{"saved_plan":7,"workspace":"a","lineage":"b","campaigns":3}"#;
        let code =
            b"// Code generated by campaignctl from its lockfiles. DO NOT EDIT.\npackage a\n";
        let all: [(&[u8], _); 3] =
            [(bundle, Written::Bundle), (plan, Written::Plan), (code, Written::Code)];
        for (bytes, written) in all {
            for one in [Written::Bundle, Written::Plan, Written::Code] {
                assert_eq!(one.is(bytes), one == written, "{one:?} {written:?}");
            }
        }
        assert!(!Written::Bundle.is(br#"{"version":1,"name":"app"}"#));
    }
}
