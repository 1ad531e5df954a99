//! What a send would do, given what the ledger has of it.

use super::{described, failed};
use crate::cli::{Context, Exit, Format, Outcome};
use crate::model::{SendHeader, SendStatus};
use crate::output;
use crate::output::send::Way;
use crate::send::agree;

/// Says it, and sends nothing.
pub(super) fn would(
    context: &mut Context<'_>,
    header: &SendHeader,
    known: Option<(SendHeader, SendStatus)>,
    format: Format,
    way: &Way,
) -> Outcome {
    // A send of which no batch is recorded is begun anew, whatever was said of it before.
    let known = known.filter(|(_, status)| status.is_begun());
    let begun = known.is_some();
    if let Some((frozen, status)) = &known {
        agree(frozen, header, status.finished.is_some())
            .map_err(|error| failed(context, error, header, way))?;
    }
    let (header, status) = known.unwrap_or_else(|| (header.clone(), SendStatus::default()));
    if format == Format::Json {
        if begun {
            output::send::show_json(context.out, &header, &status, &[])?;
        } else {
            output::send::foreseen_json(context.out, &header)?;
        }
        return Ok(Exit::Done);
    }
    let key = crate::model::printable(&header.key.0);
    if let Some(at) = status.finished {
        writeln!(context.out, "would send nothing: {key} finished at {:.0}", at.0)?;
        return Ok(Exit::Done);
    }
    let verb = if begun { "would go on to send" } else { "would send" };
    writeln!(context.out, "{verb} {}", described(&header))?;
    writeln!(context.out, "as {key}; nothing was sent")?;
    Ok(Exit::Done)
}
