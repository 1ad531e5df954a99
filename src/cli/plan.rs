//! `plan`: what has to change, before it does.

use clap::Args;
use std::collections::{BTreeMap, BTreeSet};

use super::open::{self, Definitions, Record};
use super::{Context, Exit, Failure, Format, Outcome};
use crate::model::{CampaignKey, Digest, Observed};
use crate::output::{
    self,
    plan::{Header, Style},
};
use crate::plan::{self, Permissions, Plan};
use crate::port::{Pieces as _, Workspace as _};

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    scope: Scope,

    /// End with 2 when there are changes
    #[arg(long)]
    detailed_exitcode: bool,
}

/// What `plan` and `apply` have in common: what they look at, and what they may do.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Scope {
    /// Do not ask the workspace: assume that it is as recorded
    #[arg(long)]
    pub(super) offline: bool,

    /// Only campaigns whose keys match; nothing is retired then
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Vec<String>,

    /// No campaigns whose keys match; nothing is retired then
    #[arg(long, value_name = "GLOB")]
    pub(super) except: Vec<String>,

    /// Retire more than 30 % of the campaigns
    #[arg(long)]
    pub(super) allow_retire: bool,

    /// Retire this campaign although it is protected
    #[arg(long, value_name = "CAMPAIGN")]
    pub(super) retire_protected: Vec<String>,

    /// Give campaigns new ids where a change demands it
    #[arg(long)]
    pub(super) allow_replace: bool,

    /// What looks like a rename is another campaign or message
    #[arg(long)]
    pub(super) not_renamed: bool,
}

impl PlanArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json, Format::Markdown])?;
        let definitions = self.scope.definitions(context)?;
        let record = context.record(&definitions)?;
        let plan = open::block_on(self.scope.plan(context, &definitions, &record))?;
        show(context, &definitions, &plan, format)?;
        if !plan.gates.is_empty() {
            return Err(Failure::said(Exit::Stopped));
        }
        if self.detailed_exitcode && !plan.operations.is_empty() {
            return Ok(Exit::Changes);
        }
        Ok(Exit::Done)
    }
}

impl Scope {
    /// The definitions, narrowed by the filters.
    pub(super) fn definitions(&self, context: &mut Context<'_>) -> Result<Definitions, Failure> {
        let only = globs(&self.only)?;
        let except = globs(&self.except)?;
        let mut definitions = context.definitions()?;
        if !self.only.is_empty() || !self.except.is_empty() {
            let desired = &mut definitions.desired;
            let chosen = |key: &CampaignKey| {
                (self.only.is_empty() || only.is_match(key.as_str()))
                    && !except.is_match(key.as_str())
            };
            desired.campaigns.retain(|key, _| chosen(key));
            desired.partial = true;
        }
        Ok(definitions)
    }

    /// The plan, and what it was made from.
    pub(super) async fn plan(
        &self,
        context: &Context<'_>,
        definitions: &Definitions,
        record: &Record,
    ) -> Result<Plan, Failure> {
        let observed = if self.offline {
            Observed::default()
        } else {
            let client = context.workspace(definitions, record.lock()).await?;
            client.observe().await.map_err(open::unreachable)?
        };
        let texts = self.texts(definitions, record).await?;
        Ok(plan::plan(
            &definitions.desired,
            record.lock(),
            &observed,
            &|digest| texts.get(digest).cloned(),
            &self.permissions()?,
        ))
    }

    /// The released texts that the plan wants to show lines of. One that is lost costs the lines,
    /// not the plan.
    async fn texts(
        &self,
        definitions: &Definitions,
        record: &Record,
    ) -> Result<BTreeMap<Digest, String>, Failure> {
        let mut texts = BTreeMap::new();
        for digest in plan::wanted_texts(&definitions.desired, record.lock()) {
            if let Ok(Some(text)) = record.pieces.get(&digest).await {
                texts.insert(digest, text);
            }
        }
        Ok(texts)
    }

    fn permissions(&self) -> Result<Permissions, Failure> {
        let protected: Result<BTreeSet<_>, _> =
            self.retire_protected.iter().map(|key| CampaignKey::parse(key)).collect();
        let protected = protected
            .map_err(|error| Failure::because(Exit::Invalid, "`--retire-protected`", &error))?;
        Ok(Permissions {
            retire_many: self.allow_retire,
            retire_protected: protected,
            replace: self.allow_replace,
            not_renamed: self.not_renamed,
        })
    }
}

/// Prints a plan.
pub(super) fn show(
    context: &mut Context<'_>,
    definitions: &Definitions,
    plan: &Plan,
    format: Format,
) -> Result<(), Failure> {
    let target = definitions.target();
    let header = Header { target: &target, apply: "campaignctl apply" };
    match format {
        Format::Json => output::plan::json(context.out, plan, header)?,
        Format::Markdown => output::plan::markdown(context.out, plan, header)?,
        _ => output::plan::human(context.out, plan, header, Style { color: context.out_colour })?,
    }
    Ok(())
}

fn globs(patterns: &[String]) -> Result<globset::GlobSet, Failure> {
    let wrong = |error: &globset::Error| {
        Failure::because(Exit::Invalid, "a filter is no glob pattern", error)
    };
    let mut set = globset::GlobSetBuilder::new();
    for pattern in patterns {
        set.add(globset::Glob::new(pattern).map_err(|error| wrong(&error))?);
    }
    set.build().map_err(|error| wrong(&error))
}
