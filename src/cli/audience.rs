//! Whom a command is about: the options that name an audience, and its first reading.

use std::path::{Path, PathBuf};

use clap::Args;

use super::validate::count;
use super::{Context, Exit, Failure, output_errors};
use crate::lock::Entry;
use crate::model::{Campaign, CampaignKey, MessageKey, Params};
use crate::render::{self, RenderError, SecretSource, Template, typed};
use crate::send::{Audience, AudienceError, Duplicates, Survey, Terms};

use super::environment;
use super::open::{Definitions, Record};

/// Which messages of which campaign.
#[derive(Clone, Debug, Args)]
pub(super) struct Choice {
    /// The campaign's key
    #[arg(long, value_name = "CAMPAIGN")]
    pub(super) campaign: String,

    /// A message of it [default: all that are no drafts; one of each channel]
    #[arg(long = "message", value_name = "MESSAGE")]
    pub(super) messages: Vec<String>,
}

/// Values and bounds that hold for everybody.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Only the first so many recipients
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) limit: Option<u64>,

    /// A value for every recipient
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(super) params: Vec<String>,

    /// Take recipients that are listed more than once as often as they are listed
    #[arg(long)]
    pub(super) allow_duplicates: bool,
}

/// An audience that was read once and found right; a broadcast has none to read.
pub(super) struct Read {
    pub(super) audience: Option<Audience>,
    pub(super) survey: Survey,
    pub(super) terms: Terms,
    pub(super) params: Params,
}

/// A campaign of the definitions, what is recorded of it, and the request that both agree on.
pub(super) struct Released<'a> {
    pub(super) campaign: &'a Campaign,
    pub(super) entry: &'a Entry,
    pub(super) template: Template,
}

impl Choice {
    /// What was chosen, if it was released as it is defined.
    pub(super) fn released<'a>(
        &self,
        definitions: &'a Definitions,
        record: &'a Record,
    ) -> Result<Released<'a>, Failure> {
        let campaign = definitions.campaign(&self.campaign).map_err(|unknown| {
            match record.campaign(&self.campaign) {
                Ok((key, entry)) if entry.retired => {
                    rendered(&RenderError::Retired { campaign: key.clone() })
                }
                _ => unknown,
            }
        })?;
        let entry = record.lock().campaigns.get(&campaign.key);
        let entry = entry.ok_or_else(|| not_recorded(&campaign.key))?;
        let template = render::template(campaign, entry, &self.messages()?)
            .map_err(|error| rendered(&error))?;
        Ok(Released { campaign, entry, template })
    }

    fn messages(&self) -> Result<Vec<MessageKey>, Failure> {
        let parse = |text: &String| {
            MessageKey::parse(text).map_err(|error| {
                let what = format!("`{}` is no message", crate::model::printable(text));
                Failure::because(Exit::Invalid, &what, &error)
            })
        };
        self.messages.iter().map(parse).collect()
    }
}

impl Released<'_> {
    /// The same for those whom a connected audience of the project includes; without a list it is
    /// a broadcast.
    pub(super) fn targeted(
        self,
        definitions: &Definitions,
        name: Option<&str>,
        listed: bool,
    ) -> Result<Self, Failure> {
        let Some(name) = name else { return Ok(self) };
        let audiences = &definitions.project.audiences;
        let filter = audiences.get(name).ok_or_else(|| {
            let known = audiences.keys().map(String::as_str);
            let message = format!("there is no audience `{}`", crate::model::printable(name));
            Failure::new(Exit::Invalid, message).help(match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`audiences` in campaignctl.yaml names them".to_owned(),
            })
        })?;
        let template = self.template.targeted(filter, !listed).map_err(|error| rendered(&error))?;
        Ok(Self { template, ..self })
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known.map(|known| (strsim::osa_distance(name, known), known));
    let near = distances.filter(|(distance, known)| *distance <= known.len() / 2);
    near.min().map(|(_, known)| known)
}

impl Common {
    /// Reads a file of recipients, or, without one, what a broadcast needs.
    pub(super) fn read(
        &self,
        context: &mut Context<'_>,
        to: Option<&Path>,
        template: &Template,
    ) -> Result<Read, Failure> {
        match to {
            Some(to) => self.listed(context, to, template),
            None => self.broadcast(template),
        }
    }

    fn broadcast(&self, template: &Template) -> Result<Read, Failure> {
        if self.limit.is_some() {
            let message = "Braze chooses whom an audience includes, so `--limit` cannot hold";
            return Err(Failure::new(Exit::Invalid, message)
                .help("list recipients with --to FILE, and limit those"));
        }
        let params = self.params(template)?;
        let terms = Terms::new(template, &params, None).map_err(|error| rendered(&error))?;
        let survey = Survey::broadcast(template, &params).map_err(|error| {
            let failure = rendered(&error);
            match error {
                RenderError::Missing { param } => {
                    failure.help(format!("give it to everybody: --param {param}=VALUE"))
                }
                _ => failure,
            }
        })?;
        Ok(Read { audience: None, survey, terms, params })
    }

    /// Opens an audience and reads it once; wrong rows are printed.
    fn listed(
        &self,
        context: &mut Context<'_>,
        to: &Path,
        template: &Template,
    ) -> Result<Read, Failure> {
        let params = self.params(template)?;
        let terms = Terms::new(template, &params, self.limit).map_err(|error| rendered(&error))?;
        let audience = open(&context.root.clone(), to).map_err(|error| unread(context, error))?;
        let duplicates = if self.allow_duplicates { Duplicates::Allow } else { Duplicates::Refuse };
        let survey = audience
            .survey(template, &terms, duplicates)
            .map_err(|error| unread(context, error))?;
        for note in &survey.notes {
            context.say(&format!("note: {}", crate::model::printable(note)))?;
        }
        Ok(Read { audience: Some(audience), survey, terms, params })
    }

    /// The values that are given, with their types.
    pub(super) fn params(&self, template: &Template) -> Result<Params, Failure> {
        let mut params = Params::new();
        for given in &self.params {
            let Some((name, text)) = given.split_once('=') else {
                let message = format!("`--param {}` has no `=`", crate::model::printable(given));
                return Err(Failure::new(Exit::Invalid, message).help("write --param NAME=VALUE"));
            };
            let declared = template.declared().get(name).copied();
            let declared = declared.unwrap_or(crate::model::ParamType::String);
            let value = typed(name, declared, text).map_err(|error| rendered(&error))?;
            params.insert(name.to_owned(), value);
        }
        Ok(params)
    }
}

/// Opens a file beneath the folder, or standard input.
pub(super) fn open(root: &Path, to: &Path) -> Result<Audience, AudienceError> {
    if to == Path::new(Audience::STDIN) {
        return Audience::spool(&mut std::io::stdin().lock(), Audience::STDIN);
    }
    Audience::open(&beneath(root, to))
}

/// A path as it is meant from the folder that `-C` names.
pub(super) fn beneath(root: &Path, to: &Path) -> PathBuf {
    if root == Path::new(".") { to.to_owned() } else { root.join(to) }
}

/// Where the values of secrets come from. A sandbox gets the reference, never the value.
pub(super) fn secrets(is_sandbox: bool) -> Box<SecretSource<'static>> {
    if is_sandbox {
        Box::new(|name| Some(format!("@{{secret.{name}}}")))
    } else {
        Box::new(environment::secret)
    }
}

/// What an unusable audience means for the command.
pub(super) fn unread(context: &mut Context<'_>, error: AudienceError) -> Failure {
    let AudienceError::Rows { first, total } = error else {
        return Failure::because(Exit::Invalid, "could not use the audience", &error);
    };
    let shown = first.len() as u64;
    if let Err(failure) = output_errors(context, &first) {
        return failure;
    }
    let more = total - shown;
    let more = if more > 0 { format!(" ({more} more are not shown)") } else { String::new() };
    let rows = count(usize::try_from(total).unwrap_or(usize::MAX), "row");
    let failure =
        Failure::new(Exit::Invalid, format!("{rows} cannot be sent{more}; nothing was sent"));
    if first.iter().any(|one| one.rule == "duplicate-recipient") {
        return failure.help("list each recipient once, or say --allow-duplicates");
    }
    failure
}

/// What a request that cannot be made means for the command.
pub(super) fn rendered(error: &RenderError) -> Failure {
    let exit = match error {
        RenderError::NotApplied { .. } | RenderError::NoVariation { .. } => Exit::Pending,
        RenderError::NotReleased { .. } | RenderError::TermsNotReleased { .. } => Exit::LockStale,
        RenderError::MissingSecrets(_) => Exit::Stopped,
        RenderError::Frozen(_) => Exit::Unexpected,
        _ => Exit::Invalid,
    };
    let failure = Failure::new(exit, error.to_string());
    match error {
        RenderError::NotReleased { .. } | RenderError::TermsNotReleased { .. } => {
            failure.help("look at it with `campaignctl plan`, release it with `campaignctl apply`")
        }
        RenderError::UnknownMessage { campaign, suggestion: None, .. } => {
            failure.help(format!("`campaignctl show {campaign}` names them"))
        }
        RenderError::OneChannel { first, second, .. } => failure.help(format!(
            "say `--message {first}` or `--message {second}`, and the other messages that you want"
        )),
        RenderError::MissingSecrets(names) => {
            let names: Vec<_> =
                names.iter().map(|name| environment::secret_variable(name)).collect();
            failure.help(format!("set {}", names.join(", ")))
        }
        _ => failure,
    }
}

/// The definitions' campaign and its recorded entry.
pub(super) fn not_recorded(campaign: &CampaignKey) -> Failure {
    Failure::new(Exit::LockStale, format!("`{campaign}` was not applied yet"))
        .help("run `campaignctl apply`")
}
