//! `who`: whose an id is, or was.

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome, git, open};
use crate::apply::{self, ApplyError, Recorded};
use crate::lock::Owner;
use crate::model::printable;
use crate::output;
use crate::output::lock::{CommitV1, OwnerV1, UnreadV1, WhoV1};
use crate::store::{DiskJournal, DiskState};

#[derive(Debug, Args)]
#[command(after_help = "Every lockfile of the folder is searched, with -w or without.")]
pub(super) struct WhoArgs {
    /// A `campaign_id` or `message_variation_id`
    id: String,
}

impl WhoArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let id = self.id.trim();
        let (mut owners, mut unread) = (Vec::new(), Vec::new());
        for found in context.lockfiles()? {
            let state = DiskState::at(&found.path);
            let journal = format!("journal.{}", found.workspace);
            let journal = DiskJournal::at(context.private().join(journal));
            match open::block_on(apply::read_alone(&state, &journal, &found.workspace)) {
                Ok(Some(Recorded { lock, .. })) => {
                    let workspace = lock.workspace.as_str();
                    owners.extend(lock.owners(id).iter().map(|owner| v1(workspace, owner)));
                }
                Ok(None) => {}
                Err(error) => {
                    let reason = match error {
                        ApplyError::Lock(error) => error.to_string(),
                        other => other.to_string(),
                    };
                    unread.push(UnreadV1 { lockfile: found.name, reason });
                }
            }
        }
        let first_commit = first_commit(context, id);
        let found = WhoV1 { version: 1, id: id.to_owned(), owners, first_commit, unread };
        if format == Format::Json {
            output::lock::json(context.out, &found)?;
        } else {
            print(context, &found)?;
        }
        if found.owners.is_empty() { Err(nobody(&found)) } else { Ok(Exit::Done) }
    }
}

fn v1(workspace: &str, owner: &Owner<'_>) -> OwnerV1 {
    OwnerV1 {
        workspace: workspace.to_owned(),
        campaign: owner.campaign.to_string(),
        message: owner.message.map(ToString::to_string),
        channel: owner.channel.map(|channel| channel.in_sends().to_owned()),
        title: owner.title.map(str::to_owned),
        retired: owner.retired,
        former: owner.former,
    }
}

fn print(context: &mut Context<'_>, found: &WhoV1) -> Result<(), Failure> {
    for UnreadV1 { lockfile, reason } in &found.unread {
        writeln!(context.err, "{lockfile} is left out: {reason}")?;
    }
    for owner in &found.owners {
        writeln!(context.out, "{}", sentence(owner))?;
    }
    if let Some(CommitV1 { commit, date, author, subject }) = &found.first_commit {
        let told = format!("{commit} of {date} by {author}: {subject}");
        writeln!(context.out, "first recorded in {}", printable(&told))?;
    }
    Ok(())
}

fn sentence(owner: &OwnerV1) -> String {
    let OwnerV1 { workspace, campaign, message, channel, title, retired, former } = owner;
    let channel = channel.as_ref().map(|channel| format!(" ({channel})")).unwrap_or_default();
    let what = match message {
        Some(message) => format!("message `{message}`{channel} of campaign `{campaign}`"),
        None => format!("campaign `{campaign}`"),
    };
    let title = title.as_ref().map(|title| format!(" \"{}\"", printable(title)));
    let state = match (former, retired) {
        (true, _) => ", replaced since by another id,",
        (false, true) => ", retired,",
        (false, false) => "",
    };
    format!("{what}{}{state} in `{workspace}`", title.unwrap_or_default())
}

fn nobody(found: &WhoV1) -> Failure {
    let id = printable(&found.id);
    let failure = Failure::new(Exit::Invalid, format!("no lockfile here has the id `{id}`"));
    match found.first_commit {
        Some(_) => failure.help(
            "git's history has it: `campaignctl lock rebuild --from-git-history` shows what was \
             lost, or look at that commit",
        ),
        None => failure.help(
            "an id is a `campaign_id` or `message_variation_id`; `campaignctl show KEY` shows those \
             of a campaign",
        ),
    }
}

/// The commit that wrote the id into a lockfile first; `None` without git or without such a commit.
fn first_commit(context: &Context<'_>, id: &str) -> Option<CommitV1> {
    // Anything else cannot be a whole value of a lockfile, or would be a pattern.
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return None;
    }
    let search = format!("-S: \"?{id}\"?$");
    let line = ["log", "--full-history", "--reverse", "--date=short", "--pickaxe-regex", &search];
    let what = ["--format=%h%x00%ad%x00%an%x00%s", "--", "campaigns.*.lock"];
    let text = git::ask(&context.root, &[&line[..], &what[..]].concat()).ok()??;
    let mut parts = text.lines().next()?.splitn(4, '\0').map(str::to_owned);
    let (commit, date) = (parts.next()?, parts.next()?);
    Some(CommitV1 { commit, date, author: parts.next()?, subject: parts.next()? })
}
