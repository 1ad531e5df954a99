//! A plan as a comment on a pull request: the summary first, details folded, never too long.

use std::io;

use super::{
    Header,
    block::{Block, blocks},
    footer,
    row::{Mark, Row},
    text::count,
};
use crate::plan::Plan;

/// Hosts refuse a comment that is longer, in characters.
pub const MARKDOWN_LIMIT: usize = 65_536;
/// Kept free for the sentence that says what was cut.
const RESERVE: usize = 1_000;
/// Names in that sentence.
const MAX_NAMES: usize = 20;
/// One campaign does not push the others out.
const MAX_DETAILS: usize = 12_000;
/// Details that are cut to less than this say nothing.
const MIN_DETAILS: usize = 600;
/// Sentences that stop the plan, before they are only counted.
const MAX_GATES: usize = 20;

/// Writes a plan in less than [`MARKDOWN_LIMIT`] characters. What does not fit is counted.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(out: &mut dyn io::Write, plan: &Plan, header: Header<'_>) -> io::Result<()> {
    let mut text = summary(plan, header);
    let mut left = MARKDOWN_LIMIT.saturating_sub(RESERVE + text.chars().count());
    let mut cut = Vec::new();
    for block in blocks(plan) {
        match details(&block, left.min(MAX_DETAILS)) {
            Some(details) => {
                left = left.saturating_sub(details.chars().count());
                text.push_str(&details);
            }
            None => cut.push(block.title),
        }
    }
    if !cut.is_empty() {
        let what = count(cut.len(), "block");
        let names: Vec<_> = cut.iter().take(MAX_NAMES).map(|name| code(name)).collect();
        let more = if cut.len() > MAX_NAMES { ", …" } else { "" };
        text.extend([format!(
            "\n**{what} of details cut** to keep this comment short enough: {}{more}\n",
            names.join(", ")
        )]);
    }
    out.write_all(text.as_bytes())
}

fn summary(plan: &Plan, header: Header<'_>) -> String {
    let mut text = format!(
        "### Plan for `{}` · {}\n\n{}, {} unchanged",
        plan.workspace,
        code(header.target),
        count(plan.campaigns, "campaign"),
        plan.unchanged
    );
    if let Some(terms) = header.saved {
        text.extend([" · ", &quoted(&footer::saved(terms))]);
    }
    if plan.is_empty() {
        text.push_str(". Nothing to do.\n");
        return text;
    }
    text.extend([format!(" · {}\n", footer::counts(plan))]);
    for gate in plan.gates.iter().take(MAX_GATES) {
        text.extend([format!(
            "\n> **Stopped:** {}<br>{}\n",
            quoted(&gate.to_string()),
            quoted(&gate.help())
        )]);
        for (command, about) in gate.choices().into_iter().take(20) {
            text.extend([format!("> - {} {}\n", code(&command), quoted(&about))]);
        }
    }
    let more = plan.gates.len().saturating_sub(MAX_GATES);
    if more > 0 {
        text.extend([format!("\n> … and {more} more.\n")]);
    }
    if let Some(next) = footer::next(plan, header) {
        text.extend([format!("\n{}\n", quoted(&next))]);
    }
    text.push('\n');
    text
}

/// `None` when there is no room for anything worth reading.
fn details(block: &Block, room: usize) -> Option<String> {
    let Block { symbol, title, who, place, rows, .. } = block;
    let place = place.as_ref().map(|place| format!(" · <code>{}</code>", html(place)));
    let who = if who.is_empty() { String::new() } else { format!(" · {who}") };
    let head = format!(
        "<details><summary><code>{symbol}</code> <b>{}</b>{who}{}</summary>",
        html(title),
        place.unwrap_or_default()
    );
    let rows: Vec<_> = rows.iter().map(row).collect();
    let whole = folded(&head, &rows.concat());
    if whole.chars().count() <= room {
        return Some(whole);
    }
    let mut left = room.checked_sub(MIN_DETAILS + head.chars().count())?;
    let fits = |row: &&String| {
        let size = row.chars().count();
        let fits = size <= left;
        left = left.saturating_sub(size);
        fits
    };
    let shown: Vec<_> = rows.iter().take_while(fits).cloned().collect();
    let more = count(rows.len() - shown.len(), "line");
    let cut = folded(&head, &format!("{}  … {more} cut\n", shown.concat()));
    (cut.chars().count() <= room).then_some(cut)
}

/// A fence that is longer than any run of backticks in what it holds.
fn folded(head: &str, rows: &str) -> String {
    let fence = "`".repeat(longest_run(rows).max(2) + 1);
    format!("{head}\n\n{fence}diff\n{rows}{fence}\n\n</details>\n")
}

fn row(Row { label, mark, text }: &Row) -> String {
    let mark = match mark {
        Mark::Removed => '-',
        Mark::Added => '+',
        Mark::Plain | Mark::Whole => ' ',
    };
    match label.as_str() {
        "" => format!("{mark} {text}\n"),
        label if mark == ' ' => format!("  {label}: {text}\n"),
        label => format!("  {label}:\n{mark} {text}\n"),
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text in HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Other people's words in a sentence: nothing in them is markup. Names stay in backticks.
fn quoted(text: &str) -> String {
    let escape = |part: &str| {
        let mut out = String::new();
        for c in html(&super::text::escaped(part)).chars() {
            if matches!(c, '*' | '_' | '[' | ']' | '@' | '!' | '~' | '|' | '\\' | '#') {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return parts.iter().map(|part| escape(part)).collect::<Vec<_>>().join("\\`");
    }
    let marked = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => code(part),
    });
    marked.collect()
}

fn code(text: &str) -> String {
    format!("`{}`", super::text::escaped(text).replace('`', "'"))
}
