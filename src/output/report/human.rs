//! A report as a person reads it: one block per channel, its messages side by side.

use std::io::{self, Write};

use super::Detail;
use super::messages::{blocks, heading, messages};
use super::numbers::{NOTHING, count, dollars, duration, interval, share};
use super::table::table;
use crate::model::printable;
use crate::model::{Conversion, ConversionEvent};
use crate::report::{ConversionReport, MessageReport, Report};

/// Writes reports as text.
///
/// # Errors
/// When `out` cannot be written.
pub fn human(out: &mut dyn Write, reports: &[Report], detail: Detail) -> io::Result<()> {
    for (place, report) in reports.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        one(out, report, detail)?;
    }
    if reports.iter().any(has_intervals) {
        writeln!(out, "\nranges hold the true share with 95 % confidence")?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, report: &Report, detail: Detail) -> io::Result<()> {
    head(out, report)?;
    let (silent, busy): (Vec<_>, Vec<_>) = report.messages.iter().partition(|one| is_silent(one));
    for block in blocks(&busy) {
        writeln!(out)?;
        messages(out, &block)?;
    }
    if !silent.is_empty() {
        let names: Vec<_> = silent.into_iter().map(heading).collect();
        writeln!(out, "\nnothing sent: {}", names.join(", "))?;
    }
    if !report.unlisted.is_empty() {
        writeln!(out, "\nnot in the lockfile")?;
        for block in blocks(&report.unlisted.iter().collect::<Vec<_>>()) {
            messages(out, &block)?;
        }
    }
    if !report.conversions.is_empty() {
        writeln!(out)?;
        conversions(out, &report.conversions)?;
    }
    if detail == Detail::ByDay {
        writeln!(out)?;
        days(out, report)?;
    }
    Ok(())
}

/// Columns of zeros hide what happened.
fn is_silent(message: &MessageReport) -> bool {
    message.counters.values().all(|count| *count == 0)
}

fn has_intervals(report: &Report) -> bool {
    let messages = report.messages.iter().chain(&report.unlisted);
    let mut rates = messages.flat_map(|message| &message.rates);
    let mut events = report.conversions.iter().map(|event| &event.rate);
    rates.any(|rate| rate.interval.is_some()) || events.any(|rate| rate.interval.is_some())
}

fn head(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let retired = if report.retired { " · retired" } else { "" };
    writeln!(out, "{} · {}{retired}", report.campaign, printable(&report.title))?;
    let (Some(first), Some(last)) = (report.days.first(), report.days.last()) else {
        return writeln!(out, "nothing is known of it yet");
    };
    let (first, last) = (printable(&first.day), printable(&last.day));
    let number = report.unique_recipients;
    let recipients = if number == 1 { "recipient" } else { "recipients" };
    write!(out, "{first} to {last} · {} {recipients}", count(number))?;
    if report.revenue != 0.0 {
        write!(out, " · {}", dollars(report.revenue))?;
    }
    writeln!(out)
}

fn conversions(out: &mut dyn Write, events: &[ConversionReport]) -> io::Result<()> {
    let mut rows = vec![["conversions", "count", "of recipients", ""].map(str::to_owned).to_vec()];
    for event in events {
        let what = event.conversion.as_ref().map_or_else(|| "not in the lockfile".to_owned(), what);
        rows.push(vec![
            format!("  {} {what}", event.letter),
            count(event.count),
            share(&event.rate),
            interval(event.rate.interval),
        ]);
    }
    table(out, rows)
}

/// ``performs `opened` within 3d``.
fn what(conversion: &Conversion) -> String {
    let of = |verb: &str, what: &str| format!("{verb} `{}`", printable(what));
    let event = match &conversion.event {
        ConversionEvent::ClicksEmail => "clicks email".to_owned(),
        ConversionEvent::OpensEmail => "opens email".to_owned(),
        ConversionEvent::MakesAnyPurchase => "makes any purchase".to_owned(),
        ConversionEvent::MakesSpecificPurchase { product } => of("buys", product),
        ConversionEvent::PerformsCustomEvent { name } => of("performs", name),
        ConversionEvent::StartsSession { apps } => apps_of("starts session", apps),
        ConversionEvent::UpgradesApp { apps } => apps_of("upgrades app", apps),
        ConversionEvent::Other { kind } => printable(kind).into_owned(),
    };
    format!("{event} within {}", duration(conversion.within_seconds))
}

fn apps_of(verb: &str, apps: &[String]) -> String {
    match apps {
        [] => verb.to_owned(),
        apps => format!("{verb} of {}", printable(&apps.join(", "))),
    }
}

fn days(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let messages = || report.messages.iter().chain(&report.unlisted);
    let mut first = vec!["sent by day".to_owned(), "recipients".to_owned(), "revenue".to_owned()];
    first.extend(messages().map(heading));
    let mut rows = vec![first];
    for (place, day) in report.days.iter().enumerate() {
        let mut row = vec![
            format!("  {}", printable(&day.day)),
            count(day.unique_recipients),
            dollars(day.revenue),
        ];
        row.extend(messages().map(|message| {
            message.by_day[place].get("sent").copied().map_or_else(|| NOTHING.to_owned(), count)
        }));
        rows.push(row);
    }
    table(out, rows)
}
