//! `sends`: what was sent, and what is in doubt.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ledger::{self, LedgerArgs};
use super::open::{self, Definitions};
use super::send::{Consent, Run};
use super::{Context, Exit, Failure, Format, Outcome, audience, confirm, environment};
use crate::model::{
    BatchNumber, BatchRecord, BatchState, Outcome as Sent, SendHeader, SendKey, SendStatus,
};
use crate::output;
use crate::output::send::Way;
use crate::port::{Clock as _, Ledger, LedgerError};
use crate::store::SqliteLedger;

/// How many batches are read at a time.
const PAGE: usize = 1_000;

#[derive(Debug, Args)]
pub(super) struct SendsArgs {
    #[command(subcommand)]
    command: SendsCommand,

    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Debug, Subcommand)]
enum SendsCommand {
    /// List the sends, the latest first
    List,
    /// Show one send, and its batches that are not simply accepted
    Show {
        /// The send's key
        key: String,
        /// Every batch
        #[arg(long)]
        batches: bool,
    },
    /// Go on with a send as it was begun, whatever the definitions say now
    Resume {
        /// The send's key
        key: String,
        /// The audience, if it is not where it was
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        consent: Consent,
    },
    /// Say what became of batches that nobody knows of
    Resolve(ResolveArgs),
}

#[derive(Debug, Args)]
struct ResolveArgs {
    /// The send's key
    key: String,

    /// The batches [default: all that are unknown]
    #[arg(long = "batch", value_name = "N")]
    batches: Vec<BatchNumber>,

    #[command(flatten)]
    fate: Fate,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// What a person found out.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Fate {
    /// They went out
    #[arg(long)]
    went_out: bool,

    /// They did not go out: `sends resume` will send them
    #[arg(long)]
    not_sent: bool,
}

impl SendsArgs {
    /// Whether anything is sent.
    pub(super) fn reaches(&self) -> bool {
        matches!(self.command, SendsCommand::Resume { .. })
    }

    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let book = self.ledger.open(context, &definitions)?;
        let register =
            Register { book: &book, way: &self.ledger.way(context), definitions: &definitions };
        match self.command {
            SendsCommand::List => list(context, &book, format),
            SendsCommand::Show { key, batches } => {
                show(context, register, &SendKey(key), batches, format)
            }
            SendsCommand::Resume { key, to, consent } => {
                let key = SendKey(key);
                let header = register.known(&key)?.0;
                drop(book);
                resume(context, &definitions, &self.ledger, Resume { header, to, consent, format })
            }
            SendsCommand::Resolve(args) => args.run(context, register),
        }
    }
}

fn list(context: &mut Context<'_>, book: &SqliteLedger, format: Format) -> Outcome {
    let sends = open::block_on(book.sends()).map_err(|error| ledger::unusable(&error))?;
    match format {
        Format::Json => output::send::list_json(context.out, &sends)?,
        _ => output::send::list(context.out, &sends)?,
    }
    Ok(Exit::Done)
}

fn show(
    context: &mut Context<'_>,
    register: Register<'_>,
    key: &SendKey,
    all: bool,
    format: Format,
) -> Outcome {
    let (header, status) = register.known(key)?;
    let mut batches = open::block_on(batches(register.book, key))?;
    if !all {
        let plain = |batch: &BatchRecord| {
            matches!(&batch.state, BatchState::Settled(Sent::Accepted { minor_errors, .. })
                if minor_errors.is_empty())
        };
        batches.retain(|batch| !plain(batch));
    }
    match format {
        Format::Json => output::send::show_json(context.out, &header, &status, &batches)?,
        _ => output::send::show(context.out, &header, &status, &batches, register.way)?,
    }
    Ok(Exit::Done)
}

struct Resume {
    header: SendHeader,
    to: Option<PathBuf>,
    consent: Consent,
    format: Format,
}

fn resume(
    context: &mut Context<'_>,
    definitions: &Definitions,
    ledger_args: &LedgerArgs,
    resume: Resume,
) -> Outcome {
    let Resume { header, to, consent, format } = resume;
    let record = context.record(definitions)?;
    let audience = if header.is_broadcast() {
        None
    } else {
        let to = to.unwrap_or_else(|| PathBuf::from(&header.audience_name));
        let audience = audience::open(&context.root.clone(), &to)
            .map_err(|error| audience::unread(context, error))
            .map_err(|failure| failure.help("name the same recipients with --to FILE"))?;
        Some(audience)
    };
    let run = Run { header, audience, format, consent };
    run.perform(context, definitions, record.lock(), ledger_args)
}

impl ResolveArgs {
    fn run(self, context: &mut Context<'_>, register: Register<'_>) -> Outcome {
        let key = SendKey(self.key);
        let book = register.book;
        let header = register.known(&key)?.0;
        let mut numbers = self.batches;
        if numbers.is_empty() {
            let in_doubt = |batch: &BatchRecord| {
                matches!(
                    batch.state,
                    BatchState::Claimed | BatchState::Settled(Sent::Unknown { .. })
                )
            };
            let batches = open::block_on(batches(book, &key))?;
            numbers = batches.iter().filter(|one| in_doubt(one)).map(|one| one.number).collect();
        }
        if numbers.is_empty() {
            context.say(&format!("Nothing of `{key}` is in doubt."))?;
            return Ok(Exit::Done);
        }
        let what = super::validate::count(numbers.len(), "batch").replace("batchs", "batches");
        let went_out = self.fate.went_out;
        let fate = if went_out { "went out" } else { "did not go out and may be sent" };
        confirm::yes(
            context,
            &format!("Record that {what} of `{key}` {fate}?"),
            self.yes,
            "--yes",
        )?;
        let now = environment::SystemClock.now();
        let resolved = open::block_on(book.resolve(&key, &numbers, went_out, now))
            .map_err(|error| ledger::unusable(&error))?;
        writeln!(context.out, "{resolved} of {} resolved", numbers.len())?;
        if !went_out && resolved > 0 {
            let resume = register.way.about("resume", &header);
            context.say(&format!("Send them with `{resume}`."))?;
        }
        Ok(Exit::Done)
    }
}

/// A workspace's ledger, and how commands about it name it.
#[derive(Clone, Copy)]
struct Register<'a> {
    book: &'a SqliteLedger,
    way: &'a Way,
    definitions: &'a Definitions,
}

impl Register<'_> {
    fn known(&self, key: &SendKey) -> Result<(SendHeader, SendStatus), Failure> {
        let found = open::block_on(self.book.status(key));
        found.map_err(|error| ledger::unusable(&error))?.ok_or_else(|| {
            let list = self.way.command("list", None, &self.definitions.workspace);
            ledger::unusable(&LedgerError::NoSuchSend(key.clone()))
                .help(format!("`{list}` names them"))
        })
    }
}

async fn batches(book: &SqliteLedger, key: &SendKey) -> Result<Vec<BatchRecord>, Failure> {
    let mut all: Vec<BatchRecord> = Vec::new();
    loop {
        let from = all.last().map_or(0, |last| last.number + 1);
        let page = book.batches(key, from, PAGE).await.map_err(|error| ledger::unusable(&error))?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
