//! `list`: the campaigns, with the ids that applications need.

use clap::Args;
use serde::Serialize;

use super::{Context, Exit, Failure, Format, Outcome};
use crate::lock::Entry;
use crate::model::{Campaign, CampaignKey, Channel, MessageKey};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Retired campaigns, too
    #[arg(long)]
    all: bool,
}

/// The JSON answer. Its form is a promise: fields are only added.
#[derive(Serialize)]
struct Listing {
    version: u32,
    workspace: String,
    campaigns: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    campaign: CampaignKey,
    name: Option<String>,
    state: State,
    campaign_id: Option<String>,
    messages: Vec<ListedMessage>,
}

#[derive(Serialize)]
struct ListedMessage {
    message: MessageKey,
    channel: Channel,
    message_variation_id: Option<String>,
    released: bool,
}

/// Where a campaign stands between git and the workspace.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Defined and not applied yet.
    New,
    /// Applied, and without an id until a person made it in the dashboard.
    Pending,
    Active,
    Retired,
}

impl ListArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        let new = definitions
            .desired
            .campaigns
            .values()
            .filter(|campaign| !record.lock().campaigns.contains_key(&campaign.key))
            .map(defined);
        let applied = record.lock().campaigns.iter().map(|(key, entry)| listed(key, entry));
        let mut campaigns: Vec<_> =
            applied.chain(new).filter(|one| self.all || one.state != State::Retired).collect();
        campaigns.sort_by(|a, b| a.campaign.cmp(&b.campaign));
        let workspace = definitions.workspace.to_string();
        let listing = Listing { version: 1, workspace, campaigns };
        if format == Format::Json {
            let text = serde_json::to_string_pretty(&listing)
                .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))?;
            writeln!(context.out, "{text}")?;
        } else {
            human(context, &listing)?;
        }
        Ok(Exit::Done)
    }
}

fn listed(key: &CampaignKey, entry: &Entry) -> Listed {
    let state = match (entry.retired, &entry.campaign_id) {
        (true, _) => State::Retired,
        (false, None) => State::Pending,
        (false, Some(_)) => State::Active,
    };
    let messages = entry.messages.iter().filter(|(_, message)| !message.retired);
    Listed {
        campaign: key.clone(),
        name: entry.name.clone(),
        state,
        campaign_id: entry.campaign_id.as_ref().map(ToString::to_string),
        messages: messages
            .map(|(key, message)| ListedMessage {
                message: key.clone(),
                channel: message.channel,
                message_variation_id: message
                    .message_variation_id
                    .as_ref()
                    .map(ToString::to_string),
                released: message.released.is_some(),
            })
            .collect(),
    }
}

fn defined(campaign: &Campaign) -> Listed {
    Listed {
        campaign: campaign.key.clone(),
        name: campaign.name.clone(),
        state: State::New,
        campaign_id: None,
        messages: campaign
            .messages
            .iter()
            .map(|message| ListedMessage {
                message: message.key.clone(),
                channel: message.channel,
                message_variation_id: None,
                released: false,
            })
            .collect(),
    }
}

fn human(context: &mut Context<'_>, listing: &Listing) -> Result<(), Failure> {
    for campaign in &listing.campaigns {
        let state = match campaign.state {
            State::New => "new, not applied yet",
            State::Pending => "waits for its id",
            State::Active => "",
            State::Retired => "retired",
        };
        let id = campaign.campaign_id.as_deref().unwrap_or(state);
        let name =
            crate::model::printable(campaign.name.as_deref().unwrap_or(campaign.campaign.as_str()));
        let retired = if campaign.state == State::Retired { " · retired" } else { "" };
        writeln!(context.out, "{:<28} {id:<36}  {name}{retired}", campaign.campaign.as_str())?;
        for message in &campaign.messages {
            let id = message.message_variation_id.as_deref().unwrap_or("-");
            let key = format!("  {}", message.message);
            writeln!(context.out, "{key:<28} {id:<36}  {}", message.channel.label())?;
        }
    }
    if listing.campaigns.is_empty() {
        context.say("There are no campaigns yet.")?;
    }
    Ok(())
}
