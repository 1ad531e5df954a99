//! `show`: campaigns as they are defined and as they were applied.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Context, Exit, Failure, Format, Outcome};
use crate::lock::{self, Entry};
use crate::model::{Campaign, CampaignKey, Message, printable};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The campaign's key [default: all campaigns]
    campaign: Option<String>,
}

impl ShowArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        let (defined, recorded) = (&definitions.desired.campaigns, &record.lock().campaigns);
        let keys: BTreeSet<&CampaignKey> = match &self.campaign {
            None => defined.keys().chain(recorded.keys()).collect(),
            Some(typed) => {
                let found = record.campaign(typed).map(|(key, _)| key);
                // Of the names that were not applied yet, too, one may have been meant.
                let found = found.or_else(|_| definitions.campaign(typed).map(|one| &one.key));
                BTreeSet::from([found?])
            }
        };
        let all = keys.into_iter().map(|key| shown(key, defined.get(key), recorded.get(key)));
        if format == Format::Json {
            let mut answer = json!({ "version": 1, "workspace": definitions.workspace });
            match self.campaign {
                None => answer["campaigns"] = all.map(|one| Value::Object(one.fields())).collect(),
                Some(_) => {
                    for (field, value) in all.flat_map(Shown::fields) {
                        answer[field] = value;
                    }
                }
            }
            let text = serde_json::to_string_pretty(&answer)
                .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))?;
            writeln!(context.out, "{text}")?;
            return Ok(Exit::Done);
        }
        for (at, Shown { key, defined, recorded }) in all.enumerate() {
            let gap = if at > 0 { "\n" } else { "" };
            writeln!(context.out, "{gap}{key} in {}", definitions.workspace)?;
            for (part, value) in [("defined", &defined), ("recorded", &recorded)] {
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

struct Shown<'a> {
    key: &'a CampaignKey,
    defined: Value,
    recorded: Value,
}

impl Shown<'_> {
    fn fields(self) -> Map<String, Value> {
        let fields = [("defined", self.defined), ("recorded", self.recorded)];
        let key = ("campaign".to_owned(), json!(self.key));
        std::iter::once(key).chain(fields.map(|(name, value)| (name.to_owned(), value))).collect()
    }
}

fn shown<'a>(
    key: &'a CampaignKey,
    campaign: Option<&Campaign>,
    entry: Option<&Entry>,
) -> Shown<'a> {
    let recorded = entry.map_or(Value::Null, |entry| json!(entry));
    Shown { key, defined: campaign.map_or(Value::Null, |one| defined(one, entry)), recorded }
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
