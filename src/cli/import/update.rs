//! `import KEY --update`: what the dashboard changed is said by the definition from now on.

use std::collections::{BTreeMap, BTreeSet};

use super::take::{read, rewrite};
use crate::cli::adopting::{foresee, write_down};
use crate::cli::open::{self, Definitions};
use crate::cli::{Context, Exit, Failure, Outcome};
use crate::import::{Amendment, NewDraft, amend, message_keys};
use crate::lock::Entry;
use crate::model::{
    Campaign, CampaignId, CampaignKey, Conversion, MessageKey, ObservedCampaign, Origin,
    VariationId, printable,
};
use crate::plan::{self, Accepted, Binding, Wanted, accept, match_messages};

/// One campaign on its way.
struct Subject<'a> {
    campaign: &'a Campaign,
    entry: &'a Entry,
    id: CampaignId,
}

/// What one campaign gets.
struct Update {
    key: CampaignKey,
    file: String,
    amendment: Amendment,
    matches: BTreeMap<MessageKey, VariationId>,
}

pub(super) fn run(context: &mut Context<'_>, names: &[String]) -> Outcome {
    let definitions = context.definitions()?;
    let guard = context.guard()?;
    let record = context.record(&definitions)?;
    let subjects = subjects(&definitions, &record.lock().campaigns, names)?;
    let ids: BTreeSet<_> = subjects.iter().map(|one| one.id.clone()).collect();
    let seen = open::block_on(async {
        let (client, rows) = context.proved(&definitions, record.lock()).await?;
        let there: BTreeSet<_> = rows.into_iter().map(|row| row.id).collect();
        let ids = ids.intersection(&there).cloned().collect();
        client.campaigns(ids).await.map_err(open::unreachable)
    })?;
    let (mut both, mut told) = (false, false);
    let mut updates = Vec::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for subject in &subjects {
        let Some(seen) = seen.get(&subject.id) else {
            told = true;
            context.say(&gone(subject))?;
            continue;
        };
        if seen.archived {
            told = true;
            context.say(&archived(subject))?;
        }
        let (update, kept) = update(subject, seen);
        for line in &kept {
            context.say(&format!("{}: {}", update.key, printable(line)))?;
        }
        both |= !kept.is_empty();
        if !update.amendment.is_empty() {
            let text = match texts.get(&update.file) {
                Some(text) => Ok(text.clone()),
                None => read(context, &update.file),
            };
            let text = text.and_then(|text| amend(&text, &update.key, &update.amendment));
            let text = text.map_err(|why| {
                let place = &subject.campaign.place;
                let message = format!("{}:{}: {}", place.file, place.line, printable(&why));
                Failure::new(Exit::Stopped, message)
                    .help("nothing was written; change it by hand, then run this again")
            })?;
            texts.insert(update.file.clone(), text);
        }
        updates.push((subject, update));
    }
    let foreseen = foresee(context, &texts)?;
    let desired = foreseen.judged.desired.get(&definitions.workspace);
    let mut entries = Vec::new();
    for (subject, update) in &updates {
        let campaign = desired.and_then(|desired| desired.campaigns.get(&update.key));
        let Some((campaign, seen)) = campaign.zip(seen.get(&subject.id)) else { continue };
        let none = BTreeMap::new();
        let origin = subject.entry.origin.unwrap_or(definitions.origin(Origin::Adopted));
        let id = &subject.id;
        let binding = Binding { campaign, id, seen, given: &none, origin, replace: false };
        let entry = plan::bound(&binding, subject.entry.clone(), update.matches.clone());
        entries.push((update.key.clone(), entry));
    }
    for (path, text) in &texts {
        rewrite(context, path, text)?;
        writeln!(context.out, "{}", printable(path))?;
    }
    let recorded = write_down(&record, entries)?;
    drop(guard);
    if recorded > 0 {
        context.say(&format!("accepted; recorded in {}", record.name))?;
    } else if texts.is_empty() && !both && !told {
        context.say("nothing to accept: the dashboard changed nothing")?;
    }
    Ok(if both { Exit::Ambiguous } else { Exit::Done })
}

/// What `--update` cannot accept: only a person can say what is meant by it.
fn archived(subject: &Subject<'_>) -> String {
    let key = &subject.campaign.key;
    format!(
        "{key}: it is archived in the dashboard; unarchive it there, or end it here: campaignctl retire {key}"
    )
}

fn gone(subject: &Subject<'_>) -> String {
    let Subject { campaign, id, .. } = subject;
    format!(
        "{}: the workspace has no campaign {id}; `campaignctl plan` says what to do about it",
        campaign.key
    )
}

fn subjects<'a>(
    definitions: &'a Definitions,
    entries: &'a BTreeMap<CampaignKey, Entry>,
    names: &[String],
) -> Result<Vec<Subject<'a>>, Failure> {
    let mut subjects = Vec::new();
    let names: BTreeSet<_> = names.iter().collect();
    for name in names {
        let campaign = definitions.campaign(name)?;
        let entry = entries.get(&campaign.key).filter(|entry| !entry.retired);
        let id = entry.and_then(|entry| entry.campaign_id.clone());
        let Some((entry, id)) = entry.zip(id) else {
            let message =
                format!("`{}` has no id in `{}` yet", campaign.key, definitions.workspace);
            return Err(Failure::new(Exit::Invalid, message).help(
                "`campaignctl import TITLE` takes it from the workspace, `campaignctl bind` says which it is",
            ));
        };
        subjects.push(Subject { campaign, entry, id });
    }
    Ok(subjects)
}

/// What is accepted, and lines about what is not, because both sides moved.
fn update(subject: &Subject<'_>, seen: &ObservedCampaign) -> (Update, Vec<String>) {
    let Subject { campaign, entry, .. } = subject;
    let mut kept = Vec::new();
    let mut judge = |field: &str, accepted: Accepted| match accepted {
        Accepted::Yes => true,
        Accepted::No => false,
        Accepted::Both => {
            kept.push(format!(
                "`{field}` was changed here and in the dashboard; it stays as it is defined"
            ));
            false
        }
    };
    let mut amendment = Amendment::default();
    let (name, description) = (&seen.name, &seen.description);
    if judge("name", accept(campaign.name.as_ref(), entry.name.as_ref(), name)) {
        amendment.name = Some(name.clone());
    }
    let wanted = (campaign.description.as_ref(), entry.description.as_ref());
    if judge("description", accept(wanted.0, wanted.1, description)) {
        amendment.description = Some(description.clone());
    }
    if judge("tags", accept(campaign.tags.as_ref(), entry.tags.as_ref(), &seen.tags)) {
        amendment.tags = Some(seen.tags.clone());
    }
    let events: (Option<&Vec<Conversion>>, _) =
        (campaign.conversions.as_ref(), entry.conversions.as_ref());
    if judge("conversions", accept(events.0, events.1, &seen.conversions)) {
        amendment.conversions = Some(seen.conversions.clone());
    }
    let held: BTreeMap<_, _> = entry
        .messages
        .iter()
        .filter_map(|(key, one)| Some((one.message_variation_id.as_ref()?, key)))
        .collect();
    for (id, shown) in &seen.messages {
        let Some(key) = held.get(id) else { continue };
        let (Some(message), Some(title)) = (campaign.message(key), &shown.name) else { continue };
        let recorded = entry.messages.get(*key).and_then(|one| one.name.as_ref());
        if judge(&format!("messages.{key}.name"), accept(message.name.as_ref(), recorded, title)) {
            amendment.message_names.insert((*key).clone(), title.clone());
        }
    }
    let former: BTreeSet<_> = entry.former.iter().flat_map(|one| one.messages.values()).collect();
    let free =
        seen.messages.iter().filter(|(id, _)| !held.contains_key(id) && !former.contains(id));
    let mut free: Vec<_> = free.filter(|(_, shown)| shown.channel.is_some()).collect();
    let has_id = |key: &MessageKey| held.values().any(|held| *held == key);
    let wanted: Vec<_> = campaign
        .messages
        .iter()
        .filter(|one| !has_id(&one.key))
        .map(|one| Wanted { key: &one.key, channel: one.channel, title: one.title() })
        .collect();
    let mut matches = match_messages(&wanted, &free);
    // What may be a message that is defined already is not written a second time.
    let waits =
        |channel| wanted.iter().any(|one| !matches.contains_key(one.key) && one.channel == channel);
    free.retain(|(id, shown)| {
        !matches.values().any(|one| one == *id) && !shown.channel.is_some_and(waits)
    });
    let names: Vec<_> = free
        .iter()
        .filter_map(|(_, shown)| Some((shown.channel?, shown.name.as_deref())))
        .collect();
    let known = campaign.messages.iter().map(|one| one.key.to_string());
    let known = known.chain(entry.messages.keys().map(ToString::to_string)).collect();
    for (key, (id, shown)) in message_keys(&names, &known).into_iter().zip(free) {
        let Some(channel) = shown.channel else { continue };
        matches.insert(key.clone(), id.clone());
        amendment.new_messages.push(NewDraft { key, channel, name: shown.name.clone() });
    }
    let file = campaign.place.file.clone();
    (Update { key: campaign.key.clone(), file, amendment, matches }, kept)
}
