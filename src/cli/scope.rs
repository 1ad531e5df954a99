//! What `plan` and `apply` look at, and what they may do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::Args;
use globset::GlobSet;

use super::changed::Changed;
use super::open::{self, Definitions, Record};
use super::sight::View;
use super::{Context, Exit, Failure, proof};
use crate::model::{Campaign, CampaignId, CampaignKey, Digest, Observed};
use crate::output::shell;
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
    /// Retire more than 30 % of the campaigns; fewer than 10 have no such limit
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

/// Whoever has no key can still go on; only `plan` and `apply` can.
fn or_offline(failure: Failure) -> Failure {
    let Failure { exit: Exit::Unauthorized, help: Some(help), .. } = &failure else {
        return failure;
    };
    let help = format!("{help}; or go on without it: --offline");
    failure.help(help)
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

    /// The command that applies what this plan shows, or what it saved: in the same place, for the
    /// same workspace, with the same filters and permissions.
    pub(super) fn apply_command(&self, context: &Context<'_>, saved: Option<&Path>) -> String {
        let mut words = vec!["campaignctl".to_owned()];
        let mut say = |flag: &str, value: &str| words.extend([flag.to_owned(), shell::word(value)]);
        if let Some(directory) = &context.global.directory {
            say("-C", &directory.display().to_string());
        }
        if let Some(workspace) = &context.global.workspace {
            say("-w", workspace);
        }
        words.push("apply".to_owned());
        words.extend(saved.map(|path| shell::word(&path.display().to_string())));
        let mut say = |flag: &str, value: &str| words.extend([flag.to_owned(), shell::word(value)]);
        if saved.is_none() {
            self.only.iter().for_each(|glob| say("--only", glob));
            self.except.iter().for_each(|glob| say("--except", glob));
            self.changed_since.iter().for_each(|revision| say("--changed-since", revision));
        }
        self.permits.retire_protected.iter().for_each(|key| say("--retire-protected", key));
        let Permits { allow_retire, allow_replace, not_renamed, .. } = self.permits;
        let flags = [
            (allow_retire, "--allow-retire"),
            (allow_replace, "--allow-replace"),
            (not_renamed, "--not-renamed"),
        ];
        words.extend(flags.iter().filter(|(said, _)| *said).map(|(_, flag)| (*flag).to_owned()));
        words.join(" ")
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
        self.refuse_only_nothing(definitions, record)?;
        let made = self.whole(context, definitions, record, writes).await?;
        if !self.is_partial() {
            return Ok(made);
        }
        let campaigns = &definitions.desired.campaigns;
        let chosen = |key: &CampaignKey| choice.takes(key, campaigns.get(key), definitions);
        Ok(Made { plan: made.plan.of_campaigns(campaigns.keys(), &chosen), ..made })
    }

    /// How many of the campaigns that were asked for have no id yet: nothing of them can drift.
    pub(super) fn without_id(
        &self,
        context: &Context<'_>,
        definitions: &Definitions,
        record: &Record,
    ) -> Result<usize, Failure> {
        let choice = Choice::of(self, context)?;
        let recorded = &record.lock().campaigns;
        let has_id =
            |key: &CampaignKey| recorded.get(key).is_some_and(|entry| entry.campaign_id.is_some());
        let waits =
            |one: &&Campaign| !has_id(&one.key) && !one.moved_from.as_ref().is_some_and(has_id);
        let chosen = definitions.desired.campaigns.values();
        let chosen = chosen.filter(|one| choice.takes(&one.key, Some(one), definitions));
        Ok(chosen.filter(waits).count())
    }

    /// A key that is typed wrongly must not look like nothing to do.
    fn refuse_only_nothing(
        &self,
        definitions: &Definitions,
        record: &Record,
    ) -> Result<(), Failure> {
        if self.only.is_empty() {
            return Ok(());
        }
        let defined = definitions.desired.campaigns.keys();
        let known: BTreeSet<_> = defined.chain(record.lock().campaigns.keys()).collect();
        for pattern in &self.only {
            let glob = globs(std::slice::from_ref(pattern))?;
            if !known.is_empty() && !known.iter().any(|key| glob.is_match(key.as_str())) {
                let workspace = &definitions.workspace;
                let failure = open::no_campaign(pattern, known.iter().copied(), workspace);
                return Err(failure);
            }
        }
        Ok(())
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
        let templates = definitions.spec().templates.iter();
        let templates: Vec<_> = templates.map(|template| template.campaign_id.clone()).collect();
        let knowing = |observed: Observed| {
            let (templates, asked) = (templates.clone(), record.recorded.asked.clone());
            Observed { templates, asked, ..observed }
        };
        if self.offline {
            let observed = knowing(Observed::default());
            return Ok(Made {
                plan: plan(&observed),
                observed,
                there: BTreeSet::new(),
                looked: None,
            });
        }
        let client = context.workspace(definitions, lock).await.map_err(or_offline)?;
        if definitions.is_sandbox() {
            let observed = knowing(client.observe().await.map_err(open::unreachable)?);
            return Ok(Made {
                plan: plan(&observed),
                observed,
                there: BTreeSet::new(),
                looked: None,
            });
        }
        let mut view = View::open(context, definitions, client).await?;
        proof::doubt(definitions, lock, &view.shown())?;
        let mut observed = knowing(view.observed());
        let mut made = plan(&observed);
        while writes && view.closer(&made.basis(lock)).await? {
            observed = knowing(view.observed());
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::args::{Command, CommandLine};
    use super::*;

    #[test]
    fn what_is_shown_can_be_applied_as_it_was_asked_for() {
        let check = |line: &str, expected: &str| {
            let parsed = CommandLine::try_parse_from(line.split(' ')).unwrap();
            let Command::Apply(args) = parsed.command else { panic!("{line} is no apply") };
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let context = Context::new(parsed.global, &mut out, &mut err);
            assert_eq!(args.scope.apply_command(&context, None), expected);
        };
        check("campaignctl apply", "campaignctl apply");
        check("campaignctl apply --offline -w staging", "campaignctl -w staging apply");
        let line = "campaignctl -C it's -w production apply --only a* --except b --allow-retire \
                    --retire-protected c --not-renamed";
        let shown = "campaignctl -C 'it'\\''s' -w production apply --only 'a*' --except b \
                     --retire-protected c --allow-retire --not-renamed";
        check(line, shown);
    }
}
