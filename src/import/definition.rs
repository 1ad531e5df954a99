//! The YAML of a campaign that only the workspace knew until now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::key::message_keys;
use super::scalar::{literal, scalar};
use crate::model::{
    CampaignId, CampaignKey, Channel, Conversion, ConversionEvent, MessageKey, ObservedCampaign,
    ObservedMessage, VariationId, WorkspaceName,
};
use crate::yaml::format::format;

/// What a definition is written for.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    pub key: &'a CampaignKey,
    pub id: &'a CampaignId,
    pub seen: &'a ObservedCampaign,
    pub workspace: &'a WorkspaceName,
    /// The workspaces that have it; `None` is all of the project.
    pub limit: Option<&'a [WorkspaceName]>,
    /// Where the schema lies, from the file; `None` when the project has none.
    pub schema: Option<&'a str>,
}

/// The text of the definition, and which of its messages is which variation.
pub fn draft(draft: Draft<'_>) -> (String, BTreeMap<MessageKey, VariationId>) {
    let Draft { key, id, seen, workspace, limit, schema } = draft;
    let mut text = String::new();
    let mut line = |written: &str| {
        text.push_str(written);
        text.push('\n');
    };
    if let Some(schema) = schema {
        line(&format!("# yaml-language-server: $schema={schema}"));
    }
    line(&format!("# Imported from {workspace}: {id}"));
    line(&format!("campaign: {}", scalar(key.as_str())));
    if !seen.name.is_empty() {
        line(&format!("name: {}", literal(&seen.name)));
    }
    if !seen.description.is_empty() {
        line(&format!("description: {}", literal(&seen.description)));
    }
    if !seen.tags.is_empty() {
        line(&format!("tags: {}", tags(&seen.tags)));
    }
    if let Some(limit) = limit {
        line(&format!("workspaces: {}", workspaces(limit)));
    }
    match conversions(&seen.conversions) {
        Some(events) if events.is_empty() => {}
        Some(events) => {
            line("conversions:");
            for event in &events {
                line(&format!("  - {event}"));
            }
        }
        None => line(
            "# It has a conversion event that cannot be written here, so they are left to the dashboard.",
        ),
    }
    let known: Vec<_> = ordered(seen);
    let unknown = seen.messages.values().filter(|one| one.channel.is_none()).count();
    line(
        "# Braze keeps no content of an API campaign: it comes with each request. Fill in what is sent",
    );
    line("# today, then remove `draft: true`.");
    if unknown > 0 {
        line(&format!(
            "# {unknown} of its messages have a channel that API campaigns do not have, and are left out."
        ));
    }
    line("messages:");
    let names: Vec<_> =
        known.iter().map(|(_, channel, one)| (*channel, one.name.as_deref())).collect();
    let keys = message_keys(&names, &BTreeSet::new());
    let mut variations = BTreeMap::new();
    for (key, (id, channel, one)) in keys.into_iter().zip(known) {
        message(&mut text, 2, &key, channel, one.name.as_deref());
        variations.insert(key, id.clone());
    }
    // Already canonical but for what only the formatter knows.
    (format(&text).unwrap_or(text), variations)
}

/// Messages of channels that we know, in an order that ids decide only where nothing else does.
fn ordered(seen: &ObservedCampaign) -> Vec<(&VariationId, Channel, &ObservedMessage)> {
    let messages = seen.messages.iter();
    let mut known: Vec<_> =
        messages.filter_map(|(id, one)| Some((id, one.channel?, one))).collect();
    known.sort_by(|(id, channel, one), (other_id, other_channel, other)| {
        (channel, &one.name, id).cmp(&(other_channel, &other.name, other_id))
    });
    known
}

/// One message as a draft, `indent` spaces deep.
pub(super) fn message(
    text: &mut String,
    indent: usize,
    key: &MessageKey,
    channel: Channel,
    name: Option<&str>,
) {
    let pad = " ".repeat(indent);
    let mut line = |written: String| {
        writeln!(text, "{pad}{written}").expect("writing to a string cannot fail");
    };
    line(format!("{}:", scalar(key.as_str())));
    line(format!("  channel: {channel}"));
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        line(format!("  name: {}", literal(name)));
    }
    line(format!("  draft: true  # {}", hint(channel)));
}

/// What a message of the channel cannot do without.
fn hint(channel: Channel) -> &'static str {
    match channel {
        Channel::AndroidPush | Channel::KindlePush | Channel::WebPush => "needs alert, title",
        Channel::ApplePush => "needs alert: { title, body }",
        Channel::ContentCard => "needs type, title, description",
        Channel::Email => "needs app_id, from, subject, body",
        Channel::Sms => "needs subscription_group_id, body, app_id",
        Channel::Webhook => "needs url, request_method",
        Channel::WhatsApp => "needs subscription_group_id, message_type and what it asks for",
    }
}

pub(super) fn tags(tags: &[String]) -> String {
    list(tags.iter().map(|tag| literal(tag)))
}

pub(super) fn workspaces(names: &[WorkspaceName]) -> String {
    list(names.iter().map(|name| scalar(name.as_str())))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// The events as they are written; `None` when one of them cannot be.
pub(super) fn conversions(events: &[Conversion]) -> Option<Vec<String>> {
    if events.len() > Conversion::MAX_COUNT {
        return None;
    }
    events.iter().map(conversion).collect()
}

fn conversion(conversion: &Conversion) -> Option<String> {
    let Conversion { event, within_seconds } = conversion;
    let named = |text: &str| (!text.is_empty() && text != "any").then(|| scalar(text));
    let apps = |apps: &[String]| match apps {
        [] => Some("any".to_owned()),
        apps if apps.iter().any(String::is_empty) => None,
        apps => Some(list(apps.iter().map(|app| scalar(app)))),
    };
    let event = match event {
        ConversionEvent::ClicksEmail => "clicks_email: true".to_owned(),
        ConversionEvent::OpensEmail => "opens_email: true".to_owned(),
        ConversionEvent::MakesAnyPurchase => "makes_purchase: any".to_owned(),
        ConversionEvent::MakesSpecificPurchase { product } => {
            format!("makes_purchase: {}", named(product)?)
        }
        ConversionEvent::PerformsCustomEvent { name } => {
            let name = (!name.is_empty()).then(|| scalar(name))?;
            format!("performs_custom_event: {name}")
        }
        ConversionEvent::StartsSession { apps: of } => format!("starts_session: {}", apps(of)?),
        ConversionEvent::UpgradesApp { apps: of } => format!("upgrades_app: {}", apps(of)?),
        ConversionEvent::Other { .. } => return None,
    };
    if !(1..=Conversion::MAX_SECONDS).contains(within_seconds) {
        return None;
    }
    Some(format!("{{ {event}, within: {} }}", window(*within_seconds)))
}

fn window(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let unit = units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size));
    unit.map_or_else(|| format!("{seconds}s"), |(size, unit)| format!("{}{unit}", seconds / size))
}
