//! `GET /campaigns/details` ("Export campaign details").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::channel::Channel;
use crate::sandbox::settings::{DetailsChannels, DetailsContent};
use crate::sandbox::time;
use crate::sandbox::world::campaigns::{self, Campaign, Variation};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    call.query_flag("post_launch_draft_version")?;
    let translatable = call.query_flag("include_has_translatable_content")?;
    let campaign = asked_for(call, db)?;
    let settings = call.settings;
    let triggered = "api_triggered";
    let schedule_type = if campaign.api { settings.schedule_type.as_str() } else { triggered };
    let variations = campaigns::variations(db, campaign.row)?;
    let behaviors = campaigns::behaviors(db, campaign.row)?;
    Ok(Answer::read(json!({
        "message": "success",
        "created_at": time::iso(campaign.created),
        "updated_at": time::iso(campaign.updated),
        "archived": campaign.archived,
        "draft": campaign.draft,
        "enabled": campaign.enabled,
        "has_post_launch_draft": false,
        "name": campaign.name,
        "description": campaign.description,
        "schedule_type": schedule_type,
        "channels": channels(&variations, settings.details_channels),
        "first_sent": campaign.first_sent.map(time::hour),
        "last_sent": campaign.last_sent.map(time::hour),
        "tags": campaign.tags,
        "teams": [],
        "messages": messages(&variations, translatable, settings.details_content),
        "conversion_behaviors": behaviors.into_iter().map(|b| b.export).collect::<Vec<_>>(),
    })))
}

/// The campaign of `campaign_id`.
pub(super) fn asked_for(call: &Call<'_>, db: &Connection) -> Result<Campaign, Refusal> {
    let found = call.query("campaign_id").map(|id| campaigns::find(db, id)).transpose()?;
    found.flatten().ok_or_else(|| {
        Refusal::fatal("campaign_id must be a string of the campaign api identifier")
    })
}

fn channels(variations: &[Variation], spelling: DetailsChannels) -> Vec<&'static str> {
    let mut channels = Vec::new();
    for variation in variations {
        let channel = match spelling {
            DetailsChannels::Coarse if variation.channel.is_push() => "push",
            _ => variation.channel.in_exports(),
        };
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

/// By variation id. An API campaign has no content to show.
fn messages(
    variations: &[Variation],
    translatable: bool,
    content: DetailsContent,
) -> Map<String, Value> {
    let message = |variation: &Variation| {
        let mut message =
            json!({ "channel": variation.channel.in_exports(), "name": variation.name });
        if content == DetailsContent::Empty {
            for (name, value) in empty(variation.channel) {
                message[name] = value;
            }
        }
        if translatable {
            message["has_translatable_content"] = false.into();
        }
        (variation.id.clone(), message)
    };
    variations.iter().map(message).collect()
}

/// What a message with content has beside its channel and name, without any.
fn empty(channel: Channel) -> Vec<(&'static str, Value)> {
    let of = |names: &[&'static str], value: Value| {
        names.iter().map(|name| (*name, value.clone())).collect::<Vec<_>>()
    };
    let (text, list, nothing) = (json!(""), json!([]), Value::Null);
    match channel {
        Channel::ContentCard => Vec::new(),
        Channel::Email => [
            of(
                &["subject", "body", "from", "reply_to", "title", "amp_body", "preheader"],
                text.clone(),
            ),
            of(&["custom_plain_text"], text),
            of(&["extras", "email_headers"], list),
            of(&["should_inline_css", "should_whitespace_header"], json!(false)),
        ]
        .concat(),
        Channel::Sms => of(&["body", "from", "subscription_group_id"], text),
        Channel::Webhook => {
            [of(&["url", "body", "type", "method"], text), of(&["headers"], json!({}))].concat()
        }
        Channel::WhatsApp => [
            of(&["subscription_group_id", "template_name", "template_language_code"], text),
            of(&["from", "header_variables", "body_variables", "button_variables"], list),
        ]
        .concat(),
        _ => [
            of(&["alert", "title", "action"], text),
            of(&["extras"], json!({})),
            of(&["image_url", "large_image_url"], nothing),
        ]
        .concat(),
    }
}
