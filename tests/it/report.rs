//! Statistics into answers: a lockfile's entry and a series, and what is said about them.

use campaignctl::lock::{Entry, MessageEntry};
use campaignctl::model::{
    CampaignId, CampaignKey, Channel, Conversion, ConversionEvent, Counters, MessageKey, Row,
    Series, VariationId, VariationRow,
};
use campaignctl::output::report::{Detail, human, json, schema};
use campaignctl::report::{Report, report};

mod json;
mod properties;
mod stories;

/// A campaign with two emails and an iOS push, and two conversion events.
fn shipped() -> Entry {
    let message = |channel, id: &str, name: Option<&str>| MessageEntry {
        message_variation_id: Some(VariationId::parse(id).unwrap()),
        name: name.map(str::to_owned),
        ..MessageEntry::new(channel)
    };
    let messages = [
        ("email-a", message(Channel::Email, "var-a", Some("Plain"))),
        ("email-b", message(Channel::Email, "var-b", Some("Photo"))),
        ("ios", message(Channel::ApplePush, "var-ios", None)),
    ];
    let opened = ConversionEvent::PerformsCustomEvent { name: "opened_tracking_page".to_owned() };
    Entry {
        campaign_id: Some(CampaignId::parse("camp-1").unwrap()),
        name: Some("Order shipped".to_owned()),
        conversions: Some(vec![
            Conversion { event: opened, within_seconds: 259_200 },
            Conversion { event: ConversionEvent::MakesAnyPurchase, within_seconds: 604_800 },
        ]),
        messages: messages
            .map(|(key, entry)| (MessageKey::parse(key).unwrap(), entry))
            .into_iter()
            .collect(),
        ..Entry::default()
    }
}

/// A row of one day: `channel id-or-=name counter=count …`.
fn variation(text: &str) -> VariationRow {
    let mut words = text.split(' ');
    let channel = Channel::from_sends(words.next().unwrap());
    let who = words.next().unwrap();
    let name = who.strip_prefix('=').map(|name| name.replace('_', " "));
    let variation = name.is_none().then(|| VariationId::parse(who).unwrap());
    VariationRow {
        channel,
        variation,
        name,
        counters: counters(words),
        unique_recipients: None,
        revenue: None,
    }
}

fn counters<'a>(words: impl Iterator<Item = &'a str>) -> Counters {
    let pair = |word: &str| {
        let (name, count) = word.split_once('=').unwrap();
        (name.to_owned(), count.parse().unwrap())
    };
    words.map(pair).collect()
}

fn day(day: &str, recipients: u64, variations: &[&str]) -> Row {
    Row {
        day: day.to_owned(),
        variations: variations.iter().map(|text| variation(text)).collect(),
        unique_recipients: recipients,
        ..Row::default()
    }
}

fn about(entry: &Entry, rows: Vec<Row>) -> Report {
    report(entry, &CampaignKey::parse("order-shipped").unwrap(), &Series { rows })
}

fn shown(report: Report, detail: Detail) -> String {
    let mut out = Vec::new();
    human(&mut out, &[report], detail).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(entry: &Entry, rows: Vec<Row>) -> String {
    shown(about(entry, rows), Detail::Sums)
}
