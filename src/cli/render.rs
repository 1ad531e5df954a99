//! `render`: the exact request bodies.

use std::path::PathBuf;

use clap::Args;

use super::audience::{self, Choice, Common, Read};
use super::{Context, Exit, Failure, Format, Outcome};
use crate::output;
use crate::render::{SecretSource, Template};
use crate::send::Batches;

/// How many requests are printed unless --limit says otherwise.
const SHOWN: u64 = 10;

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    #[command(flatten)]
    choice: Choice,

    /// A file of recipients, CSV or NDJSON, or `-`; without it the request stays without recipients
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// For those whom a connected audience of the project includes
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,

    #[command(flatten)]
    common: Common,
}

impl RenderArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        let released = self.choice.released(&definitions, &record)?;
        let name = self.audience.as_deref();
        let template = released.targeted(&definitions, name, self.to.is_some())?.template;
        if self.to.is_none() && !template.is_broadcast() {
            let given = self.common.params(&template)?;
            if given.is_empty() {
                output::render::value(context.out, template.request())?;
            } else {
                let filled = template.filled(&given).map_err(|error| audience::rendered(&error))?;
                output::render::value(context.out, &filled)?;
            }
            return Ok(Exit::Done);
        }
        let read = self.common.read(context, self.to.as_deref(), &template)?;
        // What is printed may be pasted anywhere, so secrets stay references.
        let secrets = audience::secrets(true);
        let most = if self.common.limit.is_some() { u64::MAX } else { SHOWN };
        print(context, &template, &read, &*secrets, most)?;
        if read.survey.batches > most {
            let rest = read.survey.batches - most;
            let requests = if rest == 1 { "request" } else { "requests" };
            context
                .say(&format!("{rest} more {requests}; --limit N prints those of N recipients"))?;
        }
        Ok(Exit::Done)
    }
}

fn print(
    context: &mut Context<'_>,
    template: &Template,
    read: &Read,
    secrets: &SecretSource<'_>,
    most: u64,
) -> Result<(), Failure> {
    let Some(audience) = &read.audience else {
        let body = template
            .body(&[], &read.params, secrets)
            .map_err(|error| audience::rendered(&error))?;
        output::render::request(context.out, &body)?;
        return Ok(());
    };
    let mut batches = Batches::default();
    let mut rows = audience.rows(&read.terms).map_err(|e| audience::unread(context, e))?;
    let mut ended = false;
    while !ended {
        let row = rows.next().map_err(|error| audience::unread(context, error))?;
        if let Some(Ok(recipient)) = row.map(|row| row.recipient) {
            batches.add(recipient);
        } else {
            batches.end();
            ended = true;
        }
        for batch in batches.by_ref() {
            if batch.number >= most {
                return Ok(());
            }
            let body = template
                .body(&batch.recipients, &batch.params, secrets)
                .map_err(|error| audience::rendered(&error))?;
            output::render::request(context.out, &body)?;
        }
    }
    Ok(())
}
