//! `show`: one campaign, as it is defined and as it was applied.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Context, Exit, Failure, Format, Outcome};
use crate::lock::{self, Entry};
use crate::model::printable;
use crate::model::{Campaign, Message};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The campaign's key
    campaign: String,
}

impl ShowArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        let defined = definitions.campaign(&self.campaign);
        let (key, defined, recorded) = match (defined, record.campaign(&self.campaign)) {
            (defined, Ok((key, entry))) => (key.clone(), defined.ok(), Some(entry)),
            (Ok(campaign), Err(_)) => (campaign.key.clone(), Some(campaign), None),
            // Of the names that were not applied yet, too, one may have been meant.
            (Err(failure), Err(_)) => return Err(failure),
        };
        let shown = shown(defined, recorded);
        let answer = json!({
            "version": 1,
            "workspace": definitions.workspace,
            "campaign": key,
            "defined": shown.defined,
            "recorded": shown.recorded,
        });
        if format == Format::Json {
            let text = serde_json::to_string_pretty(&answer)
                .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))?;
            writeln!(context.out, "{text}")?;
        } else {
            writeln!(context.out, "{key} in {}", definitions.workspace)?;
            for (part, value) in [("defined", &shown.defined), ("recorded", &shown.recorded)] {
                match value {
                    Value::Null => writeln!(context.out, "\n{part}: nothing")?,
                    value => {
                        writeln!(context.out, "\n{part}")?;
                        lines(context, value, 1)?;
                    }
                }
            }
        }
        Ok(Exit::Done)
    }
}

struct Shown {
    defined: Value,
    recorded: Value,
}

fn shown(campaign: Option<&Campaign>, entry: Option<&Entry>) -> Shown {
    let recorded = entry.map_or(Value::Null, |entry| json!(entry));
    Shown { defined: campaign.map_or(Value::Null, |one| defined(one, entry)), recorded }
}

fn defined(campaign: &Campaign, entry: Option<&Entry>) -> Value {
    let messages = campaign.messages.iter().map(|message| {
        let recorded = entry.and_then(|entry| entry.messages.get(&message.key));
        let released = recorded.is_some_and(|recorded| lock::is_released(recorded, message));
        (message.key.to_string(), self::message(message, released))
    });
    json!({
        "file": format!("{}:{}", campaign.place.file, campaign.place.line),
        "name": campaign.name,
        "description": campaign.description,
        "tags": campaign.tags,
        "conversions": campaign.conversions,
        "params": campaign.params,
        "delivery": campaign.delivery,
        "protected": campaign.protected,
        "messages": messages.collect::<Map<_, _>>(),
    })
}

fn message(message: &Message, released: bool) -> Value {
    json!({
        "channel": message.channel,
        "name": message.name,
        "draft": message.draft,
        "released": released,
        "content": message.content,
    })
}

/// The value, a field a line; what is null or empty is left out.
fn lines(context: &mut Context<'_>, value: &Value, depth: usize) -> Result<(), Failure> {
    let indent = "  ".repeat(depth);
    let pairs: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (format!("[{at}]"), item)).collect()
        }
        _ => return Ok(()),
    };
    for (key, value) in pairs {
        let key = printable(&key);
        match value {
            Value::Null => {}
            Value::Object(inner) if inner.is_empty() => {}
            Value::Array(inner) if inner.is_empty() => {}
            Value::Object(_) | Value::Array(_) => {
                writeln!(context.out, "{indent}{key}")?;
                lines(context, value, depth + 1)?;
            }
            Value::String(text) => writeln!(context.out, "{indent}{key}: {}", short(text))?,
            other => writeln!(context.out, "{indent}{key}: {other}")?,
        }
    }
    Ok(())
}

/// A text on one line, cut where it gets long.
fn short(text: &str) -> String {
    const MOST: usize = 100;
    let cut: String = text.chars().take(MOST).collect();
    let more = text.chars().count().saturating_sub(MOST);
    let more = if more > 0 { format!("… ({more} more characters)") } else { String::new() };
    format!("{}{more}", printable(&cut))
}
