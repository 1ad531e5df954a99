//! A plan on a terminal. Its text is for people and may change in any version.

use std::io;

use anstyle::{AnsiColor, Style as Paint};

use super::{
    Header, Style,
    block::{Block, blocks},
    footer,
    row::{Mark, Row},
    text::{count, escaped},
};
use crate::plan::Plan;

/// Where the mover stands, and how wide the names of fields may grow before they break the column.
const WHO_COLUMN: usize = 35;
const MAX_LABEL: usize = 24;

/// Draws a plan.
///
/// # Errors
/// When `out` cannot be written to.
pub fn human(
    out: &mut dyn io::Write,
    plan: &Plan,
    header: Header<'_>,
    style: Style,
) -> io::Result<()> {
    let pen = Pen { color: style.color };
    writeln!(
        out,
        "{} · {} · {}, {} unchanged",
        pen.paint(Paint::new().bold(), plan.workspace.as_str()),
        escaped(header.target),
        count(plan.campaigns, "campaign"),
        plan.unchanged,
    )?;
    if let Some(terms) = header.saved {
        writeln!(out, "{}", footer::saved(terms))?;
    }
    for block in blocks(plan) {
        write_block(out, &block, pen)?;
    }
    for gate in &plan.gates {
        writeln!(out, "{} {}", pen.fg(AnsiColor::Red, "stopped:"), escaped(&gate.to_string()))?;
        writeln!(out, "    {}", escaped(&gate.help()))?;
        for (command, about) in gate.choices() {
            writeln!(out, "    {}  # {}", escaped(&command), escaped(&about))?;
        }
    }
    if plan.is_empty() {
        return writeln!(out, "Nothing to do.");
    }
    writeln!(out, "{}", footer::counts(plan))?;
    match footer::next(plan, header) {
        Some(next) => writeln!(out, "{next}"),
        None => Ok(()),
    }
}

fn write_block(out: &mut dyn io::Write, block: &Block, pen: Pen) -> io::Result<()> {
    let Block { symbol, title, who, place, rows, .. } = block;
    let color = match symbol {
        '+' => AnsiColor::Green,
        '-' | '±' => AnsiColor::Red,
        '!' | '…' => AnsiColor::Magenta,
        '≠' => AnsiColor::Cyan,
        _ => AnsiColor::Yellow,
    };
    let pad = " ".repeat(WHO_COLUMN.saturating_sub(2 + title.chars().count()).max(2));
    let symbol = pen.fg(color, &symbol.to_string());
    let title = pen.paint(Paint::new().bold(), title);
    let place = place.as_ref().map(|place| format!("   {place}")).unwrap_or_default();
    writeln!(out, "{symbol} {title}{pad}{who}{place}")?;
    let labels = rows.iter().map(|row| row.label.chars().count());
    let width = labels.filter(|&width| width <= MAX_LABEL).max().unwrap_or(0);
    for row in rows {
        write_row(out, row, width, pen)?;
    }
    Ok(())
}

fn write_row(out: &mut dyn io::Write, row: &Row, width: usize, pen: Pen) -> io::Result<()> {
    let Row { label, mark, text } = row;
    if *mark == Mark::Whole {
        return writeln!(out, "    {text}");
    }
    let (label, gap) = match label.chars().count() {
        0 if width == 0 => (String::new(), ""),
        long if long > width => (format!("{label}\n    {}", " ".repeat(width)), "  "),
        short => (format!("{label}{}", " ".repeat(width - short)), "  "),
    };
    let text = match mark {
        Mark::Removed => pen.fg(AnsiColor::Red, &format!("- {text}")),
        Mark::Added => pen.fg(AnsiColor::Green, &format!("+ {text}")),
        Mark::Plain | Mark::Whole => text.clone(),
    };
    writeln!(out, "{}", format!("    {label}{gap}{text}").trim_end())
}

#[derive(Clone, Copy)]
struct Pen {
    color: bool,
}

impl Pen {
    fn fg(self, color: AnsiColor, text: &str) -> String {
        self.paint(Paint::new().fg_color(Some(color.into())), text)
    }

    fn paint(self, style: Paint, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
