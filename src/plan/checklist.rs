//! What a person is asked to do in the dashboard, step by step.

use super::campaign::Subject;
use super::event::{conversion_in_words, list, quoted};
use crate::model::{Conversion, Message};

/// The steps that make a campaign.
pub(super) fn create(subject: &Subject<'_, '_>) -> Vec<String> {
    let last = "save and launch it, then `apply`".to_owned();
    begun(subject, make(subject, last))
}

/// The steps that make another campaign for a key that has one.
pub(super) fn replace(subject: &Subject<'_, '_>) -> Vec<String> {
    let Subject { campaign, context, .. } = subject;
    let (key, workspace) = (&campaign.key, &context.lock.workspace);
    let last = format!(
        "save and launch it, then `campaignctl bind {key} CAMPAIGN_ID --replace -w {workspace}`; \
         archive {} when it suits you",
        place(subject)
    );
    begun(subject, make(subject, last))
}

fn make(subject: &Subject<'_, '_>, last: String) -> Vec<String> {
    let campaign = subject.campaign;
    let mut steps = vec![format!(
        "create an API campaign with the title {} (in the dashboard: Messaging > Campaigns > Create \
         Campaign > API Campaign)",
        quoted(campaign.title())
    )];
    for message in &campaign.messages {
        steps.push(add(message));
    }
    if let Some(description) = campaign.description.as_ref().filter(|text| !text.is_empty()) {
        steps.push(format!("set its description to {}", quoted(description)));
    }
    if let Some(tags) = campaign.tags.as_ref().filter(|tags| !tags.is_empty()) {
        steps.push(format!("give it the tags {}", list(tags)));
    }
    steps.extend(campaign.conversions.iter().flatten().zip('A'..).map(conversion));
    steps.push(last);
    steps
}

/// The step after which a copy, or what a person made, can be sent.
pub(super) fn launch(subject: &Subject<'_, '_>) -> Vec<String> {
    let step = format!("launch {}, which is a draft: nothing can be sent with it", place(subject));
    vec![step, "then `apply`".to_owned()]
}

/// The step that tells messages of one channel apart.
pub(super) fn tell_apart(message: &Message, slots: &[String]) -> Vec<String> {
    let title = quoted(message.title());
    vec![format!("give one of these the title {title}, then `apply`: {}", slots.join(", "))]
}

/// The steps that add a message to a campaign that exists.
pub(super) fn add_message(subject: &Subject<'_, '_>, message: &Message) -> Vec<String> {
    let step = format!("{} to {}", add(message), place(subject));
    begun(subject, vec![step, "then `apply`; existing messages keep sending".to_owned()])
}

pub(super) fn unarchive(subject: &Subject<'_, '_>) -> Vec<String> {
    begun(subject, vec![format!("unarchive {}, then `apply`", place(subject))])
}

pub(super) fn set(subject: &Subject<'_, '_>, what: &str, to: &str) -> String {
    format!("set the {what} of {} to {}", place(subject), quoted(to))
}

pub(super) fn set_tags(subject: &Subject<'_, '_>, tags: &[String]) -> String {
    if tags.is_empty() {
        return format!("remove every tag of {}", place(subject));
    }
    format!("set the tags of {} to {}", place(subject), list(tags))
}

pub(super) fn set_conversions(subject: &Subject<'_, '_>) -> Vec<String> {
    let events = subject.campaign.conversions.iter().flatten().zip('A'..);
    let mut steps: Vec<_> = events.map(conversion).collect();
    if steps.is_empty() {
        steps.push("remove every conversion event".to_owned());
    }
    let first = format!("on {}, before it is launched:", place(subject));
    begun(subject, [vec![first], steps].concat())
}

/// Offline nobody knows what the workspace can do by itself, so nothing is asked of anybody.
pub(super) fn begun(subject: &Subject<'_, '_>, steps: Vec<String>) -> Vec<String> {
    if subject.context.offline() { Vec::new() } else { steps }
}

fn add(message: &Message) -> String {
    format!("add a message: {}, titled {}", message.channel.label(), quoted(message.title()))
}

fn place(subject: &Subject<'_, '_>) -> String {
    match &subject.entry.campaign_id {
        Some(id) => id.to_string(),
        None => quoted(subject.campaign.title()),
    }
}

fn conversion((conversion, letter): (&Conversion, char)) -> String {
    format!("set conversion event {letter}: {}", conversion_in_words(conversion))
}
