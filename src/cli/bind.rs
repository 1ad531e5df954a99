//! `bind`: the campaign that a person made becomes a definition's, after it was looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::adopting::{foresee, widen, write_down};
use super::import::rewrite;
use super::open::{self, Definitions};
use super::validate::count;
use super::{Context, Exit, Failure, Format, Outcome, confirm};
use crate::import::table;
use crate::lock::Lock;
use crate::model::{
    CampaignId, CampaignKey, Desired, ListedCampaign, MessageKey, ObservedCampaign, Origin,
    VariationId, printable,
};
use crate::plan::{self, Binding, Unfit};

#[derive(Debug, Args)]
pub(super) struct BindArgs {
    /// The key of the definition
    #[arg(required_unless_present = "from")]
    key: Option<String>,

    /// The id of the campaign in the workspace
    #[arg(value_name = "CAMPAIGN_ID", required_unless_present = "from")]
    id: Option<String>,

    /// Which variation a message is, where titles do not tell
    #[arg(long = "message", value_name = "KEY=VARIATION", requires = "id")]
    messages: Vec<String>,

    /// A CSV table with the columns `campaign`, `campaign_id`, `message`, `message_variation_id`:
    /// all of it is recorded, or nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "id", "messages"])]
    from: Option<PathBuf>,

    /// Take another campaign than before for a key: its statistics begin anew, and the old ids stay
    /// reserved
    #[arg(long)]
    replace: bool,

    /// The name of the protected workspace, where --replace needs that second word
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

/// One campaign to be bound, and where that was said.
struct Wish {
    key: CampaignKey,
    id: CampaignId,
    given: BTreeMap<MessageKey, VariationId>,
    /// `map.csv:7`.
    at: Option<String>,
}

impl BindArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let definitions = context.definitions()?;
        let wishes = match &self.from {
            Some(path) => from_table(context, path)?,
            None => vec![self.typed()?],
        };
        let guard = context.guard()?;
        let whole = context.whole()?;
        let record = &whole.records[&definitions.workspace];
        context.remark_on(record, &definitions)?;
        let (rows, seen) = look(context, &definitions, record.lock(), &wishes)?;
        let mut problems = Vec::new();
        let mut texts = BTreeMap::new();
        for wish in wishes.iter().filter(|wish| whole.defines(&wish.key)) {
            if let Err(text) = widen(context, &whole, &definitions, &wish.key, &mut texts) {
                problems.push((wish, Wrong { text, help: None, ambiguous: false }));
            }
        }
        let foreseen = (!texts.is_empty()).then(|| foresee(context, &texts)).transpose()?;
        let foreseen = foreseen.map(|mut all| all.judged.desired.remove(&definitions.workspace));
        let desired = foreseen.flatten().unwrap_or_else(|| definitions.desired.clone());
        let mut lock = record.lock().clone();
        let mut entries = Vec::new();
        let mut replaced = false;
        let origin = definitions.origin(Origin::Bound);
        for wish in &wishes {
            let found = self.judge(&desired, &lock, wish, (&rows, &seen), origin);
            match found {
                Ok(entry) => {
                    let old = lock.campaigns.insert(wish.key.clone(), entry.clone());
                    let old = old.and_then(|old| old.campaign_id);
                    replaced |= old.is_some_and(|old| old != wish.id);
                    entries.push((wish.key.clone(), entry));
                }
                Err(wrong) => problems.extend(wrong.into_iter().map(|wrong| (wish, wrong))),
            }
        }
        if !problems.is_empty() {
            return refuse(context, &problems);
        }
        if replaced && definitions.spec().protected {
            let name = definitions.workspace.as_str();
            let question = format!("`{name}` is protected.");
            confirm::name(context, &question, name, self.confirm.as_deref())?;
        }
        // The definitions first: cut short after it, the same command goes on.
        for (path, text) in &texts {
            rewrite(context, path, text)?;
        }
        if !texts.is_empty() {
            let files = count(texts.len(), "file");
            context.say(&format!("{files} changed: they name `{}`, too", definitions.workspace))?;
        }
        let recorded = write_down(record, entries)?;
        drop(guard);
        if recorded > 0 {
            context.say(&format!(
                "{} bound; recorded in {}",
                count(recorded, "campaign"),
                record.name
            ))?;
        }
        Ok(Exit::Done)
    }

    fn typed(&self) -> Result<Wish, Failure> {
        let (key, id) =
            (self.key.as_deref().unwrap_or_default(), self.id.as_deref().unwrap_or_default());
        let wrong = |what: &str, typed: &str, error: &dyn std::error::Error| {
            let what = format!("`{}` is no {what}", printable(typed));
            Failure::because(Exit::Invalid, &what, error)
        };
        let mut given = BTreeMap::new();
        for typed in &self.messages {
            let (message, variation) = typed.split_once('=').ok_or_else(|| {
                let message = format!("`{}` is no message with its variation", printable(typed));
                Failure::new(Exit::Invalid, message).help("write --message email-b=VARIATION")
            })?;
            let message = MessageKey::parse(message)
                .map_err(|error| wrong("message key", message, &error))?;
            let variation = VariationId::parse(variation)
                .map_err(|error| wrong("variation id", variation, &error))?;
            if given.insert(message.clone(), variation).is_some() {
                return Err(Failure::new(Exit::Invalid, format!("`{message}` is given twice")));
            }
        }
        Ok(Wish {
            key: CampaignKey::parse(key).map_err(|error| wrong("campaign key", key, &error))?,
            id: CampaignId::parse(id).map_err(|error| wrong("campaign id", id, &error))?,
            given,
            at: None,
        })
    }

    fn judge(
        &self,
        desired: &Desired,
        lock: &Lock,
        wish: &Wish,
        (rows, seen): (&[ListedCampaign], &BTreeMap<CampaignId, ObservedCampaign>),
        origin: Origin,
    ) -> Result<crate::lock::Entry, Vec<Wrong>> {
        let Wish { key, id, given, .. } = wish;
        let name = &lock.workspace;
        let campaign = desired.campaigns.get(key);
        let campaign = campaign.ok_or_else(|| format!("`{name}` has no definition `{key}`"));
        let row = rows.iter().find(|row| row.id == *id);
        let found = match row {
            None => Err(format!("the workspace has no campaign {id}")),
            Some(row) if !row.api => Err(format!(
                "{id} is no API campaign: its messages are composed in the dashboard, and sends cannot carry its id"
            )),
            Some(_) => seen.get(id).ok_or_else(|| format!("the workspace does not show {id}")),
        };
        match (campaign, found) {
            (Ok(campaign), Ok(seen)) => {
                let replace = self.replace;
                let binding = Binding { campaign, id, seen, given, origin, replace };
                plan::bind(lock, binding).map_err(|unfit| {
                    unfit.into_iter().map(|unfit| Wrong::of(key, id, &unfit)).collect()
                })
            }
            (campaign, found) => {
                let wrong = [campaign.err(), found.err()];
                let wrong = wrong.into_iter().flatten();
                Err(wrong.map(|text| Wrong { text, help: None, ambiguous: false }).collect())
            }
        }
    }
}

/// Why something cannot be bound.
struct Wrong {
    text: String,
    help: Option<String>,
    ambiguous: bool,
}

impl Wrong {
    fn of(key: &CampaignKey, id: &CampaignId, unfit: &Unfit) -> Self {
        let help = match unfit {
            Unfit::OtherCampaign(_) => Some(
                "another campaign means that statistics begin anew; if that is meant, say --replace".to_owned(),
            ),
            Unfit::Unclear { message, .. } => {
                Some(format!("say which one: --message {message}=VARIATION"))
            }
            Unfit::Messages { .. } => Some(
                "make definition and dashboard agree; a message that is not written yet can be a `draft`".to_owned(),
            ),
            _ => None,
        };
        let text = match unfit {
            Unfit::OtherCampaign(_) => format!("`{key}`: {unfit}, and {id} is another"),
            _ => format!("`{key}` and {id}: {unfit}"),
        };
        Self { text, help, ambiguous: unfit.is_ambiguous() }
    }
}

/// What the workspace shows of everything that was named: the list, and details of those alone.
fn look(
    context: &Context<'_>,
    definitions: &Definitions,
    lock: &Lock,
    wishes: &[Wish],
) -> Result<(Vec<ListedCampaign>, BTreeMap<CampaignId, ObservedCampaign>), Failure> {
    open::block_on(async {
        let (client, rows) = context.proved(definitions, lock).await?;
        let asked = |row: &&ListedCampaign| row.api && wishes.iter().any(|wish| wish.id == row.id);
        let ids: BTreeSet<_> = rows.iter().filter(asked).map(|row| row.id.clone()).collect();
        let seen = client.campaigns(ids).await.map_err(open::unreachable)?;
        Ok((rows, seen))
    })
}

fn refuse(context: &mut Context<'_>, problems: &[(&Wish, Wrong)]) -> Outcome {
    for (wish, wrong) in problems {
        let at = wish.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
        let message = format!("{at}{}", printable(&wrong.text));
        let failure = Failure { help: wrong.help.clone(), ..Failure::new(Exit::Invalid, message) };
        context.explain(&failure);
    }
    context.say("nothing was recorded")?;
    let ambiguous = problems.iter().all(|(_, wrong)| wrong.ambiguous);
    Err(Failure::said(if ambiguous { Exit::Ambiguous } else { Exit::Invalid }))
}

/// Rows of one campaign stand together as one wish.
fn from_table(context: &mut Context<'_>, path: &Path) -> Result<Vec<Wish>, Failure> {
    let file = path.display().to_string();
    let bytes = std::fs::read(context.root.join(path)).map_err(|error| {
        Failure::because(Exit::Invalid, &format!("could not read {}", printable(&file)), &error)
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(Exit::Invalid, format!("{} is not UTF-8", printable(&file))))?;
    let (rows, mut problems) = table(&text);
    let mut wishes: Vec<Wish> = Vec::new();
    for row in rows {
        let known = wishes.iter_mut().find(|wish| wish.key == row.campaign);
        let wish = match known {
            Some(wish) if wish.id != row.campaign_id => {
                let message =
                    format!("`{}` has the id {} above, and another here", wish.key, wish.id);
                problems.push((row.line, message));
                continue;
            }
            Some(wish) => wish,
            None => {
                let at = Some(format!("{}:{}", printable(&file), row.line));
                wishes.push(Wish {
                    key: row.campaign,
                    id: row.campaign_id,
                    given: BTreeMap::new(),
                    at,
                });
                wishes.last_mut().expect("it was pushed")
            }
        };
        if let Some((message, variation)) = row.message
            && let Some(before) = wish.given.insert(message.clone(), variation.clone())
            && before != variation
        {
            let message = format!("`{}.{message}` has another id above", wish.key);
            problems.push((row.line, message));
        }
    }
    if problems.is_empty() {
        return Ok(wishes);
    }
    problems.sort();
    for (line, why) in problems {
        let message = format!("{}:{line}: {}", printable(&file), printable(&why));
        context.explain(&Failure::new(Exit::Invalid, message));
    }
    context.say("nothing was recorded")?;
    Err(Failure::said(Exit::Invalid))
}
