//! `retire`: a campaign ends, in one step: its definition goes, and every lockfile keeps its ids.

use std::fs;

use clap::Args;

use super::adopting::{Whole, carry_out};
use super::import::rewrite;
use super::open::{self, Definitions};
use super::{Context, Exit, Failure, Format, Outcome, confirm, environment};
use crate::import::cut;
use crate::model::{Campaign, CampaignKey, Desired, Observed, WorkspaceName, printable};
use crate::plan::{self, Gate, Kind, Permissions, Plan};
use crate::port::Workspace as _;

#[derive(Debug, Args)]
#[command(
    after_help = "Without -w the campaign ends in every workspace. With -w it ends there, if no other workspace has its definition."
)]
pub(super) struct RetireArgs {
    /// The key of the campaign
    key: String,

    /// Do not ask first
    #[arg(long)]
    yes: bool,

    /// Retire it although it is protected
    #[arg(long, value_name = "KEY")]
    retire_protected: Option<String>,

    /// The name of a protected workspace that has it, as the second word that it needs; repeat it
    /// for several
    #[arg(long, value_name = "NAME")]
    confirm: Vec<String>,
}

impl RetireArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let key = CampaignKey::parse(&self.key).map_err(|error| {
            let what = format!("`{}` is no key", printable(&self.key));
            Failure::because(Exit::Invalid, &what, &error)
        })?;
        let guard = context.guard()?;
        let mut whole = context.whole()?;
        let defined = defined(&whole, &key);
        let living: Vec<WorkspaceName> = whole
            .records
            .iter()
            .filter(|(_, record)| {
                record.lock().campaigns.get(&key).is_some_and(|entry| !entry.retired)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if defined.is_none() && living.is_empty() {
            let known = whole.records.values().any(|one| one.lock().campaigns.contains_key(&key));
            if known {
                context.say(&format!("`{key}` is retired already"))?;
                return Ok(Exit::Done);
            }
            return Err(Failure::new(Exit::Invalid, format!("there is no campaign `{key}`"))
                .help("`campaignctl list` names them"));
        }
        Self::refuse_part(context, &whole, &key, defined.as_ref())?;
        let plans = self.plans(context, &mut whole, &key, &living)?;
        let places: Vec<_> = living.iter().map(|name| format!("`{name}`")).collect();
        let places =
            if places.is_empty() { "no workspace yet".to_owned() } else { places.join(", ") };
        confirm::yes(context, &format!("Retire `{key}` in {places}?"), self.yes, "--yes")?;
        let protected = |name: &&WorkspaceName| {
            whole.project.workspaces.get(*name).is_some_and(|spec| spec.protected)
        };
        self.confirm(context, &living.iter().filter(protected).collect::<Vec<_>>())?;
        // The definition first: cut short after it, the next `apply` or `retire` records the rest.
        if let Some(campaign) = &defined {
            remove(context, campaign)?;
        }
        for (name, plan) in plans {
            let record = &whole.records[&name];
            let steps: Vec<_> = plan.operations.iter().flat_map(|one| one.steps.clone()).collect();
            let definitions = self::definitions(context, &name)?;
            let tells = plan.operations.iter().any(|one| !one.changes.is_empty());
            let client = if definitions.is_sandbox() && tells {
                Some(open::block_on(context.workspace(&definitions, record.lock()))?)
            } else {
                None
            };
            carry_out(record, client.as_deref().map(|client| client as _), plan)?;
            writeln!(context.out, "- {key}  {name}")?;
            for step in steps {
                writeln!(context.out, "    {}", printable(&step))?;
            }
        }
        drop(guard);
        Ok(Exit::Done)
    }

    /// Each protected workspace needs a second word.
    fn confirm(
        &self,
        context: &mut Context<'_>,
        protected: &[&WorkspaceName],
    ) -> Result<(), Failure> {
        let given = |name: &WorkspaceName| self.confirm.iter().any(|given| given == name.as_str());
        let missing: Vec<_> = protected.iter().filter(|name| !given(name)).collect();
        if missing.len() > 1 && !environment::is_interactive() {
            let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
            let flags: Vec<_> = missing.iter().map(|name| format!("--confirm {name}")).collect();
            let message = format!("stopped: {} are protected", names.join(", "));
            return Err(Failure::new(Exit::Stopped, message)
                .help(format!("answer with {}", flags.join(" "))));
        }
        for name in missing {
            let other = if protected.len() == 1 { self.confirm.first() } else { None };
            let question = format!("`{name}` is protected.");
            confirm::name(context, &question, name.as_str(), other.map(String::as_str))?;
        }
        Ok(())
    }

    /// A definition is of all its workspaces: to end it in one of several, it has to say so.
    fn refuse_part(
        context: &Context<'_>,
        whole: &Whole,
        key: &CampaignKey,
        defined: Option<&Campaign>,
    ) -> Result<(), Failure> {
        let (Some(only), Some(campaign)) = (&context.global.workspace, defined) else {
            return Ok(());
        };
        let desired = &whole.loaded.judged.desired;
        let others: Vec<_> = desired
            .iter()
            .filter(|(name, desired)| name.as_str() != only && desired.campaigns.contains_key(key))
            .map(|(name, _)| name.to_string())
            .collect();
        if others.is_empty() {
            return Ok(());
        }
        let place = &campaign.place;
        let message =
            format!("`{key}` is also in {}, and `retire` ends it everywhere", others.join(", "));
        Err(Failure::new(Exit::Stopped, message).help(format!(
            "to keep it there, write `workspaces: [{}]` at {}:{} and run `campaignctl apply -w {}`",
            others.join(", "),
            place.file,
            place.line,
            printable(only),
        )))
    }

    /// What each lockfile gets, and what a sandbox is told.
    fn plans(
        &self,
        context: &mut Context<'_>,
        whole: &mut Whole,
        key: &CampaignKey,
        living: &[WorkspaceName],
    ) -> Result<Vec<(WorkspaceName, Plan)>, Failure> {
        let mut plans = Vec::new();
        for name in living {
            let mut desired = whole.loaded.judged.desired.remove(name).unwrap_or_default();
            desired.campaigns.remove(key);
            let record = &whole.records[name];
            let definitions = definitions(context, name)?;
            let observed = if definitions.is_sandbox() {
                open::block_on(async {
                    let client = context.workspace(&definitions, record.lock()).await?;
                    client.observe().await.map_err(open::unreachable)
                })?
            } else {
                Observed::default()
            };
            plans.push((name.clone(), self.plan(key, &desired, record.lock(), &observed)?));
        }
        Ok(plans)
    }

    fn plan(
        &self,
        key: &CampaignKey,
        desired: &Desired,
        lock: &crate::lock::Lock,
        observed: &Observed,
    ) -> Result<Plan, Failure> {
        let protected = self.retire_protected.as_deref();
        let protected = protected.filter(|typed| *typed == key.as_str()).map(|_| key.clone());
        let permissions = Permissions {
            retire_protected: protected.into_iter().collect(),
            ..Permissions::default()
        };
        let mut plan = plan::plan(desired, lock, observed, &|_| None, &permissions);
        plan.operations.retain(|one| one.kind == Kind::Retire && one.campaign == *key);
        plan.notices.clear();
        plan.gates.retain(|gate| matches!(gate, Gate::Protected { campaign } if campaign == key));
        match plan.gates.first() {
            None => Ok(plan),
            Some(_) => Err(Failure::new(Exit::Stopped, format!("`{key}` is protected"))
                .help(format!("if that is meant, say --retire-protected {key}"))),
        }
    }
}

fn defined(whole: &Whole, key: &CampaignKey) -> Option<Campaign> {
    let mut desired = whole.loaded.judged.desired.values();
    desired.find_map(|desired| desired.campaigns.get(key)).cloned()
}

fn definitions(context: &mut Context<'_>, name: &WorkspaceName) -> Result<Definitions, Failure> {
    let before = context.global.workspace.replace(name.to_string());
    let found = context.definitions();
    context.global.workspace = before;
    found
}

/// Takes the document away: the whole file where nothing else is in it.
fn remove(context: &mut Context<'_>, campaign: &Campaign) -> Result<(), Failure> {
    let file = &campaign.place.file;
    let stopped = |why: String| {
        Failure::new(Exit::Stopped, format!("{file}: {}", printable(&why)))
            .help("nothing was done; take the definition out by hand, then run this again")
    };
    let text = super::import::read(context, file).map_err(stopped)?;
    if let Some(rest) = cut(&text, &campaign.key).map_err(stopped)? {
        rewrite(context, file, &rest)?;
        writeln!(context.out, "- {}  {file}, the other definitions in it stay", campaign.key)?;
    } else {
        fs::remove_file(context.root.join(file)).map_err(|error| {
            Failure::because(Exit::Unexpected, &format!("could not remove {file}"), &error)
        })?;
        writeln!(context.out, "- {}  {file}", campaign.key)?;
    }
    Ok(())
}
