//! `list`: the campaigns, with the ids that applications need.

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome};
use crate::lock::Entry;
use crate::model::{Campaign, CampaignKey, Channel};
use crate::output::campaigns::{self, ListV1, ListedMessageV1, ListedV1, StateV1};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Retired campaigns, too
    #[arg(long)]
    all: bool,
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
            applied.chain(new).filter(|one| self.all || one.state != StateV1::Retired).collect();
        campaigns.sort_by(|a, b| a.campaign.cmp(&b.campaign));
        let workspace = definitions.workspace.to_string();
        let listing = ListV1 { version: 1, workspace, campaigns };
        if format == Format::Json {
            campaigns::json(context.out, &listing)?;
        } else {
            human(context, &listing)?;
        }
        Ok(Exit::Done)
    }
}

fn listed(key: &CampaignKey, entry: &Entry) -> ListedV1 {
    let state = match (entry.retired, &entry.campaign_id) {
        (true, _) => StateV1::Retired,
        (false, None) => StateV1::Pending,
        (false, Some(_)) => StateV1::Active,
    };
    let messages = entry.messages.iter().filter(|(_, message)| !message.retired);
    ListedV1 {
        campaign: key.to_string(),
        name: entry.name.clone(),
        state,
        campaign_id: entry.campaign_id.as_ref().map(ToString::to_string),
        messages: messages
            .map(|(key, message)| ListedMessageV1 {
                message: key.to_string(),
                channel: message.channel.in_sends(),
                message_variation_id: message
                    .message_variation_id
                    .as_ref()
                    .map(ToString::to_string),
                released: message.released.is_some(),
            })
            .collect(),
    }
}

fn defined(campaign: &Campaign) -> ListedV1 {
    ListedV1 {
        campaign: campaign.key.to_string(),
        name: campaign.name.clone(),
        state: StateV1::New,
        campaign_id: None,
        messages: campaign
            .messages
            .iter()
            .map(|message| ListedMessageV1 {
                message: message.key.to_string(),
                channel: message.channel.in_sends(),
                message_variation_id: None,
                released: false,
            })
            .collect(),
    }
}

fn human(context: &mut Context<'_>, listing: &ListV1) -> Result<(), Failure> {
    for campaign in &listing.campaigns {
        let state = match campaign.state {
            StateV1::New => "new, not applied yet",
            StateV1::Pending => "waits for its id",
            StateV1::Active => "",
            StateV1::Retired => "retired",
        };
        let id = campaign.campaign_id.as_deref().unwrap_or(state);
        let name = crate::model::printable(campaign.name.as_deref().unwrap_or_default());
        let retired = if campaign.state == StateV1::Retired { " · retired" } else { "" };
        writeln!(context.out, "{:<28} {id:<36}  {name}{retired}", campaign.campaign)?;
        for message in &campaign.messages {
            let id = message.message_variation_id.as_deref().unwrap_or("-");
            let key = format!("  {}", message.message);
            writeln!(context.out, "{key:<28} {id:<36}  {}", label(message.channel))?;
        }
    }
    if listing.campaigns.is_empty() {
        context.say("There are no campaigns yet.")?;
    }
    Ok(())
}

fn label(channel: &str) -> &'static str {
    Channel::from_sends(channel).map_or("", Channel::label)
}
