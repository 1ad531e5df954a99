//! The messages of one channel side by side: counters, rates and the days of their sends.

use std::io::{self, Write};

use super::numbers::{NOTHING, count, dollars, interval, share};
use super::sparkline::sparkline;
use super::table::table;
use crate::model::Channel;
use crate::model::printable;
use crate::report::MessageReport;

/// Messages beside each other; further ones begin a block of their own.
const BESIDE: usize = 3;
/// Characters of a sparkline.
const SPARKS: usize = 30;
/// From what was sent to what came of it.
const ORDER: [&str; 28] = [
    "sent",
    "sent_to_carrier",
    "delivered",
    "undelivered",
    "delivery_failed",
    "rejected",
    "failed",
    "bounces",
    "errors",
    "total_impressions",
    "unique_impressions",
    "impressions",
    "opens",
    "unique_opens",
    "direct_opens",
    "total_opens",
    "read",
    "clicks",
    "unique_clicks",
    "total_clicks",
    "body_clicks",
    "total_dismissals",
    "unique_dismissals",
    "unsubscribes",
    "opt_out",
    "help",
    "reported_spam",
    "conversions",
];

/// Neighbours of one channel, a few at a time.
pub(super) fn blocks<'a>(messages: &[&'a MessageReport]) -> Vec<Vec<&'a MessageReport>> {
    let first = |channel| messages.iter().position(|message| message.channel == channel);
    let mut sorted = messages.to_vec();
    sorted.sort_by_key(|message| first(message.channel));
    let same = sorted.chunk_by(|a, b| a.channel == b.channel);
    same.flat_map(|channel| channel.chunks(BESIDE).map(<[_]>::to_vec)).collect()
}

pub(super) fn messages(out: &mut dyn Write, block: &[&MessageReport]) -> io::Result<()> {
    let channel = block[0].channel.map_or("unknown channel", Channel::label);
    let mut rows = vec![row(channel, block, |message| [heading(message), String::new()])];
    if block.iter().any(|message| message.title.is_some() && message.key.is_some()) {
        rows.push(row("", block, |message| [title(message), String::new()]));
    }
    for counter in counters(block) {
        rows.push(row(&format!("  {}", printable(counter)), block, |message| {
            let known = message.counters.get(counter).copied();
            [known.map_or_else(|| NOTHING.to_owned(), count), String::new()]
        }));
    }
    for rate in rates(block) {
        rows.push(row(&format!("  {}", rate_label(rate)), block, |message| {
            let found = message.rates.iter().find(|known| known.name == rate);
            found.map_or_else(
                || [NOTHING.to_owned(), String::new()],
                |rate| [share(rate), interval(rate.interval)],
            )
        }));
    }
    if block.iter().any(|message| message.revenue.is_some_and(|revenue| revenue != 0.0)) {
        rows.push(row("  revenue", block, |message| {
            [message.revenue.map_or_else(|| NOTHING.to_owned(), dollars), String::new()]
        }));
    }
    table(out, rows)?;
    sparks(out, block)
}

fn row(
    label: &str,
    block: &[&MessageReport],
    cells: impl Fn(&MessageReport) -> [String; 2],
) -> Vec<String> {
    let cells = block.iter().flat_map(|message| cells(message));
    std::iter::once(label.to_owned()).chain(cells).collect()
}

pub(super) fn heading(message: &MessageReport) -> String {
    let known = message.key.as_ref().map(ToString::to_string);
    let shown =
        known.or_else(|| message.title.as_deref().map(|title| printable(title).into_owned()));
    let shown = shown.or_else(|| message.variation.as_ref().map(ToString::to_string));
    let retired = if message.retired { " (retired)" } else { "" };
    shown.unwrap_or_else(|| "no name".to_owned()) + retired
}

fn title(message: &MessageReport) -> String {
    message.title.as_deref().map(printable).unwrap_or_default().into_owned()
}

/// What is said of any message in the block: in the order of events, then as names sort. Where
/// nothing happened, that nothing was sent says it all.
fn counters<'a>(block: &[&'a MessageReport]) -> Vec<&'a str> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let counted = || block.iter().flat_map(|message| &message.counters);
    if counted().all(|(_, count)| *count == 0) {
        return vec!["sent"];
    }
    // The same conversions in another order of days: for programs.
    let names = counted().map(|(name, _)| name.as_str());
    let mut names: Vec<&str> = names.filter(|name| !name.ends_with("_by_send_time")).collect();
    names.sort_unstable_by_key(|name| (place(name), *name));
    names.dedup();
    names
}

/// Those that any message has, in the order of the message that has most.
fn rates(block: &[&MessageReport]) -> Vec<&'static str> {
    let most = block.iter().max_by_key(|message| message.rates.len());
    let names = most.iter().flat_map(|message| message.rates.iter().map(|rate| rate.name));
    names.filter(|name| block.iter().any(|message| has_share(message, name))).collect()
}

fn has_share(message: &MessageReport, name: &str) -> bool {
    message.rates.iter().any(|rate| rate.name == name && rate.share.is_some())
}

/// `unique opens %`, `conversions A %`.
fn rate_label(name: &str) -> String {
    match name.strip_prefix("conversions_") {
        Some(letter) => format!("conversions {} %", letter.to_uppercase()),
        None => format!("{} %", name.replace('_', " ")),
    }
}

fn sparks(out: &mut dyn Write, block: &[&MessageReport]) -> io::Result<()> {
    let mut rows = Vec::new();
    for message in block {
        let sent = message.by_day.iter().map(|day| day.get("sent").copied().unwrap_or_default());
        let line = sparkline(&sent.collect::<Vec<_>>(), SPARKS);
        if message.by_day.len() > 1 && !line.is_empty() {
            rows.push((heading(message), line));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "  sent by day")?;
    rows.into_iter().try_for_each(|(heading, line)| writeln!(out, "    {line}  {heading}"))
}
