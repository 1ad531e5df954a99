//! What `plan` and `apply` look at, and what they may do.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use globset::GlobSet;

use super::changed::Changed;
use super::open::{self, Definitions, Record};
use super::sight::View;
use super::{Context, Exit, Failure, proof};
use crate::model::{Campaign, CampaignId, CampaignKey, Digest, Observed};
use crate::plan::{self, Permissions, Plan};
use crate::port::{Pieces as _, Workspace as _};

/// What `plan` and `apply` have in common.
#[derive(Clone, Debug, Args)]
pub(super) struct Scope {
    /// Do not ask the workspace: assume that it is as recorded
    #[arg(long)]
    pub(super) offline: bool,

    /// Only campaigns whose keys match; nothing is retired then
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,

    /// No campaigns whose keys match; nothing is retired then
    #[arg(long, value_name = "GLOB")]
    except: Vec<String>,

    /// Only campaigns of which a file differs from this git revision; nothing is retired then
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,

    #[command(flatten)]
    permits: Permits,
}

/// The words that open gates.
#[derive(Clone, Debug, Args)]
struct Permits {
    /// Retire more than 30 % of the campaigns
    #[arg(long)]
    allow_retire: bool,

    /// Retire this campaign although it is protected
    #[arg(long, value_name = "CAMPAIGN")]
    retire_protected: Vec<String>,

    /// Give campaigns new ids where a change demands it
    #[arg(long)]
    allow_replace: bool,

    /// What looks like a rename is another campaign or message
    #[arg(long)]
    not_renamed: bool,
}

/// A plan, and what the workspace showed when it was made.
pub(super) struct Made {
    pub(super) plan: Plan,
    pub(super) observed: Observed,
    /// The campaigns that a live workspace showed just now, not only once.
    pub(super) there: BTreeSet<CampaignId>,
    /// What was asked for, for those who want to know.
    pub(super) looked: Option<String>,
}

impl Scope {
    /// Whether only some campaigns are looked at.
    pub(super) fn is_partial(&self) -> bool {
        !self.only.is_empty() || !self.except.is_empty() || self.changed_since.is_some()
    }

    /// The plan of the campaigns that were asked for.
    pub(super) async fn plan(
        &self,
        context: &Context<'_>,
        definitions: &Definitions,
        record: &Record,
        writes: bool,
    ) -> Result<Made, Failure> {
        let choice = Choice::of(self, context)?;
        let made = self.whole(context, definitions, record, writes).await?;
        if !self.is_partial() {
            return Ok(made);
        }
        let campaigns = &definitions.desired.campaigns;
        let chosen = |key: &CampaignKey| choice.takes(key, campaigns.get(key), definitions);
        Ok(Made { plan: made.plan.of_campaigns(campaigns.keys(), &chosen), ..made })
    }

    /// The plan of every campaign. What a plan that is to be carried out builds on was read just now.
    pub(super) async fn whole(
        &self,
        context: &Context<'_>,
        definitions: &Definitions,
        record: &Record,
        writes: bool,
    ) -> Result<Made, Failure> {
        let permissions = self.permits.permissions()?;
        let texts = texts(definitions, record).await;
        let text = |digest: &_| texts.get(digest).cloned();
        let lock = record.lock();
        let plan = |observed: &Observed| {
            plan::plan(&definitions.desired, lock, observed, &text, &permissions)
        };
        if self.offline {
            let observed = Observed::default();
            return Ok(Made {
                plan: plan(&observed),
                observed,
                there: BTreeSet::new(),
                looked: None,
            });
        }
        let client = context.workspace(definitions, lock).await?;
        if definitions.is_sandbox() {
            let observed = client.observe().await.map_err(open::unreachable)?;
            return Ok(Made {
                plan: plan(&observed),
                observed,
                there: BTreeSet::new(),
                looked: None,
            });
        }
        let mut view = View::open(context, definitions, client).await?;
        proof::doubt(definitions, lock, &view.shown())?;
        let mut observed = view.observed();
        let mut made = plan(&observed);
        while writes && view.closer(&made.basis(lock)).await? {
            observed = view.observed();
            made = plan(&observed);
        }
        let (there, looked) = view.close(context);
        Ok(Made { plan: made, observed, there, looked: Some(looked) })
    }
}

impl Permits {
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

/// Which campaigns the filters let through.
struct Choice {
    only: Option<GlobSet>,
    except: GlobSet,
    changed: Option<Changed>,
}

impl Choice {
    fn of(scope: &Scope, context: &Context<'_>) -> Result<Self, Failure> {
        let since = scope.changed_since.as_ref();
        Ok(Self {
            only: (!scope.only.is_empty()).then(|| globs(&scope.only)).transpose()?,
            except: globs(&scope.except)?,
            changed: since.map(|revision| Changed::since(context, revision)).transpose()?,
        })
    }

    fn takes(
        &self,
        key: &CampaignKey,
        campaign: Option<&Campaign>,
        definitions: &Definitions,
    ) -> bool {
        let file = campaign.map(|campaign| &campaign.place.file);
        let differs = |changed: &Changed| {
            file.is_some_and(|file| changed.touches(file, definitions.includes.get(file)))
        };
        self.only.as_ref().is_none_or(|only| only.is_match(key.as_str()))
            && !self.except.is_match(key.as_str())
            && self.changed.as_ref().is_none_or(differs)
    }
}

/// Says what a live workspace was asked for.
pub(super) fn looked(context: &mut Context<'_>, made: &Made) -> Result<(), Failure> {
    made.looked.as_ref().map_or(Ok(()), |looked| context.detail(looked))
}

/// The released texts that the plan wants to show lines of. One that is lost costs the lines, not
/// the plan.
async fn texts(definitions: &Definitions, record: &Record) -> BTreeMap<Digest, String> {
    let mut texts = BTreeMap::new();
    for digest in plan::wanted_texts(&definitions.desired, record.lock()) {
        if let Ok(Some(text)) = record.pieces.get(&digest).await {
            texts.insert(digest, text);
        }
    }
    texts
}

fn globs(patterns: &[String]) -> Result<GlobSet, Failure> {
    let wrong = |error: &globset::Error| {
        Failure::because(Exit::Invalid, "a filter is no glob pattern", error)
    };
    let mut set = globset::GlobSetBuilder::new();
    for pattern in patterns {
        set.add(globset::Glob::new(pattern).map_err(|error| wrong(&error))?);
    }
    set.build().map_err(|error| wrong(&error))
}
