//! `who`: whose an id is, or was.

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome, git};
use crate::lock::{self, Entry, Lock};
use crate::model::printable;

#[derive(Debug, Args)]
pub(super) struct WhoArgs {
    /// A `campaign_id` or `message_variation_id`
    id: String,
}

impl WhoArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let id = self.id.trim();
        let lockfiles = context.lockfiles()?;
        let mut told = 0;
        for found in &lockfiles {
            match lock::parse(&found.read()?) {
                Ok(lock) => {
                    for owner in owners(&lock, id) {
                        writeln!(context.out, "{owner} in `{}`", lock.workspace)?;
                        told += 1;
                    }
                }
                Err(error) => {
                    writeln!(context.err, "{} is left out: {error}", found.name)?;
                }
            }
        }
        let commit = first_commit(context, id);
        if let Some(commit) = &commit {
            writeln!(context.out, "first recorded in {}", printable(commit))?;
        }
        if told > 0 {
            return Ok(Exit::Done);
        }
        let id = printable(id);
        let failure = Failure::new(Exit::Invalid, format!("no lockfile here has the id `{id}`"));
        Err(match commit {
            Some(_) => failure.help(
                "git's history has it: `campaignctl lock rebuild --from-git-history` shows what \
                 was lost, or look at that commit",
            ),
            None => failure,
        })
    }
}

/// Everything that has or had the id; one, unless the lockfile is broken.
fn owners(lock: &Lock, id: &str) -> Vec<String> {
    let mut owners = Vec::new();
    for (key, entry) in &lock.campaigns {
        if entry.campaign_id.as_ref().is_some_and(|own| own.as_str() == id) {
            owners.push(format!("campaign `{key}`{}", titled(entry, entry.retired)));
        }
        for (message, one) in &entry.messages {
            if one.message_variation_id.as_ref().is_some_and(|own| own.as_str() == id) {
                let retired = titled(entry, entry.retired || one.retired);
                let channel = one.channel.in_sends();
                owners
                    .push(format!("message `{message}` ({channel}) of campaign `{key}`{retired}"));
            }
        }
        owners.extend(former(key.as_str(), entry, id));
    }
    owners
}

/// Ids that the key had before.
fn former(key: &str, entry: &Entry, id: &str) -> Vec<String> {
    let mut owners = Vec::new();
    for former in &entry.former {
        if former.campaign_id.as_ref().is_some_and(|own| own.as_str() == id) {
            owners.push(format!("campaign `{key}`, replaced since by another id,"));
        }
        for (message, own) in &former.messages {
            if own.as_str() == id {
                owners.push(format!(
                    "message `{message}` of campaign `{key}`, replaced since by another id,"
                ));
            }
        }
    }
    owners
}

fn titled(entry: &Entry, retired: bool) -> String {
    let title = entry.name.as_ref().map(|name| format!(" \"{}\"", printable(name)));
    let retired = if retired { ", retired," } else { "" };
    format!("{}{retired}", title.unwrap_or_default())
}

/// The commit that wrote the id into a lockfile first; `None` without git or without such a commit.
fn first_commit(context: &Context<'_>, id: &str) -> Option<String> {
    // An id has no spaces; anything else cannot be in a lockfile.
    if id.is_empty() || id.contains(char::is_whitespace) {
        return None;
    }
    let search = format!("-S{id}");
    let line = ["log", "--full-history", "--reverse", "--date=short", &search];
    let what = ["--format=%h of %ad by %an: %s", "--", "campaigns.*.lock"];
    let text = git::ask(&context.root, &[&line[..], &what[..]].concat()).ok()??;
    text.lines().next().map(str::to_owned)
}
