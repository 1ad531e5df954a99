//! `send`: delivers a campaign to an audience, once.

mod dry_run;

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{HumanFloatCount, ProgressBar, ProgressState, ProgressStyle};

use super::audience::{self, Choice, Common, Released};
use super::hear::span;
use super::ledger::{self, LedgerArgs};
use super::open::{self, Definitions};
use super::validate::count;
use super::{Context, Exit, Failure, Format, Outcome, confirm, environment, interrupt, proof};
use crate::braze::help_for;
use crate::lock::Lock;
use crate::model::{RemarkKind, SendEnded, SendHeader, SendKey, SendSummary};
use crate::output;
use crate::output::send::Way;
use crate::port::{Clock as _, Ledger as _};
use crate::send::{Audience, Options, Order, Ports, Progress, SendError, send};

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("whom").args(["to", "audience"]).required(true).multiple(true)))]
pub(super) struct SendArgs {
    #[command(flatten)]
    choice: Choice,

    /// A file of recipients, CSV or NDJSON, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// A connected audience of the project: everybody whom it includes; with --to, those of the file
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,

    #[command(flatten)]
    common: Common,

    /// A name for this send; the same audience under another name is another send
    #[arg(long, value_name = "NAME", value_parser = send_key)]
    key: Option<String>,

    /// Show what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    ledger: LedgerArgs,
}

/// A person's words.
#[derive(Clone, Debug, Args)]
pub(super) struct Consent {
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,

    /// How many recipients a protected workspace's send must have
    #[arg(long, value_name = "N")]
    pub(super) expect_recipients: Option<u64>,

    /// The name of the protected workspace
    #[arg(long, value_name = "NAME")]
    pub(super) confirm: Option<String>,

    /// The name of the connected audience that everybody is sent to
    #[arg(long, value_name = "NAME")]
    pub(super) confirm_audience: Option<String>,
}

impl SendArgs {
    /// Whether anything is sent.
    pub(super) fn reaches(&self) -> bool {
        !self.dry_run
    }

    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        proof::refuse_sandbox_ids(&definitions, record.lock())?;
        let released = self.choice.released(&definitions, &record)?;
        let name = self.audience.as_deref();
        let Released { campaign, entry, template } =
            released.targeted(&definitions, name, self.to.is_some())?;
        let read = self.common.read(context, self.to.as_deref(), &template)?;
        let campaign_id = entry.campaign_id.clone();
        let audience_name = match &self.to {
            Some(to) => to.to_string_lossy().into_owned(),
            None => self.audience.clone().unwrap_or_default(),
        };
        let order = Order {
            lineage: definitions.project.lineage,
            workspace: definitions.workspace.clone(),
            campaign: campaign.key.clone(),
            campaign_id: campaign_id.ok_or_else(|| audience::not_recorded(&campaign.key))?,
            template: &template,
            survey: &read.survey,
            audience_name: &audience_name,
            limit: self.common.limit,
            params: read.params.clone(),
            key: self.key.clone().map(SendKey),
        };
        let header = order.header(environment::SystemClock.now());
        if self.dry_run {
            let known = self.ledger.known(context, &definitions, &header.key)?;
            let way = self.ledger.way(context);
            return dry_run::would(context, &header, known, format, &way);
        }
        let run = Run { header, audience: read.audience, format, consent: self.consent };
        run.perform(context, &definitions, record.lock(), &self.ledger)
    }
}

/// A send that is ready to begin or to go on.
pub(super) struct Run {
    pub(super) header: SendHeader,
    /// None for a broadcast.
    pub(super) audience: Option<Audience>,
    pub(super) format: Format,
    pub(super) consent: Consent,
}

impl Run {
    pub(super) fn perform(
        self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        lock: &Lock,
        ledger_args: &LedgerArgs,
    ) -> Outcome {
        let ledger = ledger_args.open(context, definitions)?;
        let way = ledger_args.way(context);
        let secrets = audience::secrets(!definitions.is_live());
        open::block_on(async {
            let known =
                ledger.status(&self.header.key).await.map_err(|error| ledger::unusable(&error))?;
            let finished = known.is_some_and(|(_, status)| status.finished.is_some());
            if !finished {
                self.ask(context, definitions)?;
            }
            let client = context.workspace(definitions, lock).await?;
            let clock = environment::SystemClock;
            let ports = Ports { ledger: &ledger, messenger: &*client, clock: &clock };
            let bar = bar(context, self.header.recipients);
            let plain = bar.is_hidden();
            let mut waits = Waits::default();
            let mut options = Options::default();
            options.patience = context.global.max_wait.unwrap_or(options.patience);
            let summary = send(
                ports,
                &self.header,
                self.audience.as_ref(),
                &*secrets,
                &options,
                interrupt::pressed(),
                &mut |progress| {
                    tick(&bar, progress);
                    if waits.begins(progress) && plain {
                        // A line that cannot be said is no reason to stop.
                        let _said = context.say(&waits.line());
                    }
                },
            )
            .await;
            bar.finish_and_clear();
            let summary = summary.map_err(|error| failed(context, error, &self.header, &way))?;
            match self.format {
                Format::Json => output::send::summary_json(context.out, &summary)?,
                _ => output::send::summary(context.out, &summary, &way)?,
            }
            let exit = exit(&summary);
            if let Some(help) = help(&summary, waits.waited, options.patience) {
                context.explain(&Failure::said(exit).help(help));
            }
            Ok(exit)
        })
    }

    /// Shows the numbers and asks. A protected workspace needs the number itself.
    fn ask(&self, context: &mut Context<'_>, definitions: &Definitions) -> Result<(), Failure> {
        if self.header.is_broadcast() {
            return self.ask_of_everybody(context, definitions);
        }
        let workspace = &definitions.workspace;
        let recipients = self.header.recipients;
        if let Some(expected) = self.consent.expect_recipients
            && expected != recipients
        {
            let number = usize::try_from(recipients).unwrap_or(usize::MAX);
            let recipients = count(number, "recipient");
            let message = format!("{recipients}, and {expected} were expected");
            return Err(Failure::new(Exit::Stopped, message).help("nothing was sent"));
        }
        if definitions.spec().protected {
            if self.consent.expect_recipients.is_none() {
                let message = format!("`{workspace}` is protected");
                return Err(Failure::new(Exit::Stopped, message).help(format!(
                    "say --expect-recipients {recipients} and --confirm {workspace}"
                )));
            }
            let question = format!("`{workspace}` is protected.");
            confirm::name(context, &question, workspace.as_str(), self.consent.confirm.as_deref())?;
        }
        let question = format!("Send {}?", described(&self.header));
        confirm::yes(context, &question, self.consent.yes, "--yes")
    }
}

impl Run {
    /// Nobody knows how many a broadcast reaches, so it is confirmed by the audience's name.
    fn ask_of_everybody(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
    ) -> Result<(), Failure> {
        let workspace = &definitions.workspace;
        if self.consent.expect_recipients.is_some() {
            let message = "Braze chooses the recipients, so nobody can say how many they are";
            return Err(Failure::new(Exit::Invalid, message).help("leave out --expect-recipients"));
        }
        if definitions.spec().protected {
            let question = format!("`{workspace}` is protected.");
            confirm::name(context, &question, workspace.as_str(), self.consent.confirm.as_deref())?;
        }
        let question = format!("Send {}?", described(&self.header));
        let name = &self.header.audience_name;
        let given = self.consent.confirm_audience.as_deref();
        confirm::named(context, &question, "--confirm-audience", name, given)
    }
}

/// A name that people can read and type again.
fn send_key(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        Err("a name is not empty")
    } else if text.chars().any(crate::model::is_unprintable) {
        Err("a name is one line, of characters that can be seen")
    } else {
        Ok(text.to_owned())
    }
}

/// `order-shipped` (email-plain, ios) to 24 recipients in 24 requests, in `local`.
fn described(header: &SendHeader) -> String {
    let messages: Vec<_> = header.messages.iter().map(|one| one.message.as_str()).collect();
    let number = |number: u64, noun| count(usize::try_from(number).unwrap_or(usize::MAX), noun);
    if header.is_broadcast() {
        return format!(
            "`{}` ({}) to everybody whom the audience `{}` includes, in 1 request, in `{}`",
            header.campaign,
            messages.join(", "),
            crate::model::printable(&header.audience_name),
            header.workspace,
        );
    }
    let some = if header.filter().is_some() { " (those whom the audience includes)" } else { "" };
    format!(
        "`{}` ({}) to {}{some} in {}, in `{}`",
        header.campaign,
        messages.join(", "),
        number(header.recipients, "recipient"),
        number(header.batches, "request"),
        header.workspace,
    )
}

/// What became of a send, as an exit code.
fn exit(summary: &SendSummary) -> Exit {
    let mut exit = match summary.ended {
        SendEnded::Finished | SendEnded::FinishedBefore { .. } => Exit::Done,
        SendEnded::Interrupted => Exit::Interrupted,
        SendEnded::Unauthorized { .. } => Exit::Unauthorized,
        SendEnded::Unreachable { .. } | SendEnded::RateLimited { .. } => Exit::Spent,
        SendEnded::Refused { .. } => Exit::Partly,
    };
    if summary.status.batches_refused > 0 {
        exit = exit.or(Exit::Partly);
    }
    if summary.is_in_doubt() && exit != Exit::Interrupted {
        exit = exit.or(Exit::Unknown);
    }
    exit
}

/// What to do about a send that ended early.
fn help(summary: &SendSummary, waited: Duration, patience: Duration) -> Option<String> {
    match &summary.ended {
        SendEnded::Unauthorized { message } | SendEnded::Refused { message } => {
            help_for(message).map(Cow::into_owned)
        }
        SendEnded::RateLimited { .. } => Some(format!(
            "{} of --max-wait {} were waited; the same command goes on where it stopped,\n\
             later or with a longer --max-wait",
            span(waited),
            span(patience)
        )),
        SendEnded::Unreachable { .. } => {
            Some("the same command goes on where it stopped".to_owned())
        }
        _ => {
            let mut refused = summary.remarks.iter().filter(|one| one.kind == RemarkKind::Refused);
            refused.find_map(|one| help_for(&one.message)).map(Cow::into_owned)
        }
    }
}

/// The pauses of a send, for those who see no bar.
#[derive(Default)]
struct Waits {
    waits: Option<Duration>,
    waited: Duration,
}

impl Waits {
    /// Whether a pause begins, or became longer.
    fn begins(&mut self, progress: &Progress) -> bool {
        let (before, now) = (self.waits.unwrap_or_default(), progress.waiting.unwrap_or_default());
        self.waits = progress.waiting;
        let begins = now > before;
        if begins {
            self.waited += now.saturating_sub(before);
        }
        begins
    }

    fn line(&self) -> String {
        format!(
            "waiting {} for the rate limit of /messages/send",
            span(self.waits.unwrap_or_default())
        )
    }
}

/// What a send that cannot go on means for the command.
fn failed(context: &mut Context<'_>, error: SendError, header: &SendHeader, way: &Way) -> Failure {
    match error {
        SendError::Audience(error) => audience::unread(context, error),
        SendError::Render(error) => audience::rendered(&error),
        SendError::Ledger(error) => ledger::unusable(&error),
        SendError::ReleaseChanged { .. } => {
            let resume = way.about("resume", header);
            Failure::new(Exit::Stopped, error.to_string()).help(format!(
                "go on as it was begun: {resume}\nor send what is released now as another send: --key NAME"
            ))
        }
        stopped => Failure::new(Exit::Stopped, stopped.to_string()),
    }
}

fn bar(context: &Context<'_>, recipients: u64) -> ProgressBar {
    if context.global.quiet || !environment::stderr_is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{wide_bar} {human_pos}/{human_len} recipients · {rate}/s · {eta} left{msg}",
    )
    .map(|style| {
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // A bar that cannot be drawn is no reason to stop.
            let _drawn = write!(out, "{}", HumanFloatCount(state.per_sec().round()));
        };
        style.with_key("rate", rate)
    });
    let bar = ProgressBar::new(recipients);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tick(bar: &ProgressBar, progress: &Progress) {
    bar.set_position(progress.done());
    bar.set_message(match progress.waiting {
        Some(wait) => format!(" · waiting {} s for the rate limit", wait.as_secs()),
        None if progress.unknown > 0 => format!(" · {} unknown", progress.unknown),
        None => String::new(),
    });
}
