//! A plan as a comment on a pull request: the summary first, details folded, never too long.

use std::io;

use super::{
    Header,
    block::{Block, Mark, Row, blocks},
    footer,
    text::count,
};
use crate::plan::Plan;

/// Hosts refuse a comment that is longer, in characters.
pub const MARKDOWN_LIMIT: usize = 65_536;
/// Kept free for the sentence that says what was cut.
const RESERVE: usize = 300;

/// Writes a plan in less than [`MARKDOWN_LIMIT`] characters. What does not fit is counted.
///
/// # Errors
/// When `out` cannot be written to.
pub fn markdown(out: &mut dyn io::Write, plan: &Plan, header: Header<'_>) -> io::Result<()> {
    let mut text = summary(plan, header);
    let mut left = MARKDOWN_LIMIT.saturating_sub(RESERVE + text.chars().count());
    let mut cut = 0;
    for block in blocks(plan) {
        let details = details(&block);
        match left.checked_sub(details.chars().count()) {
            Some(rest) if cut == 0 => {
                left = rest;
                text.push_str(&details);
            }
            _ => cut += 1,
        }
    }
    if cut > 0 {
        let what = count(cut, "block");
        text.extend([format!("\n**{what} of details cut** to keep this comment short enough.\n")]);
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
    for gate in plan.gates.iter().take(20) {
        text.extend([format!(
            "\n> **Stopped:** {}<br>{}\n",
            quoted(&gate.to_string()),
            quoted(&gate.help())
        )]);
        for (command, about) in gate.choices().into_iter().take(20) {
            text.extend([format!("> - {} {}\n", code(&command), quoted(&about))]);
        }
    }
    let more = plan.gates.len().saturating_sub(20);
    if more > 0 {
        text.extend([format!("\n> … and {more} more.\n")]);
    }
    if let Some(next) = footer::next(plan, header) {
        text.extend([format!("\n{}\n", quoted(&next))]);
    }
    text.push('\n');
    text
}

fn details(block: &Block) -> String {
    let Block { symbol, title, who, place, rows } = block;
    let place = place.as_ref().map(|place| format!(" · {}", html(place))).unwrap_or_default();
    let rows: String = rows.iter().map(row).collect();
    let fence = "`".repeat(longest_run(&rows).max(2) + 1);
    format!(
        "<details><summary><code>{symbol}</code> <b>{}</b> · {who}{place}</summary>\n\n\
         {fence}diff\n{rows}{fence}\n\n</details>\n",
        html(title)
    )
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
