//! What a request to an API-triggered campaign asks for: its messages are in the dashboard, and so
//! the request has none.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::audience::Audience;
use super::call::Fields;
use super::delivery;
use super::order::{self, Message, Order, States, recipients};
use super::settings::Settings;
use super::world::campaigns::{self, Campaign};
use super::world::deliveries::Dispatch;
use super::world::users::{self, Identifier};

/// Recipients of one request.
const MOST: usize = 50;
/// Bytes of `trigger_properties`.
const LARGEST_PROPERTIES: usize = 50 * 1024;

pub(super) struct Trigger {
    pub(super) campaign: i64,
    pub(super) send: Option<String>,
    /// Nobody: everybody whom the filters include.
    recipients: Vec<Recipient>,
    filters: Vec<Audience>,
    properties: Map<String, Value>,
}

struct Recipient {
    identifier: Identifier,
    properties: Map<String, Value>,
    /// Written before the send, to a user who is made where there is none.
    attributes: Option<Map<String, Value>>,
    only_existing: bool,
}

impl Trigger {
    /// Reads the body of a triggered send, immediate or scheduled.
    pub(super) fn read(db: &Connection, body: &Map<String, Value>) -> Result<Self, Refusal> {
        let body = Fields::body(body);
        let campaign = named(db, &body)?;
        if body.get("messages").is_some() {
            return Err(body.wrong("messages", "are the campaign's own"));
        }
        if body.get("segment_id").is_some() {
            return Err(body.wrong("segment_id", "belongs into the campaign's own audience"));
        }
        let properties = properties(&body)?;
        let broadcast = body.flag("broadcast")?;
        attachments(&body, broadcast)?;
        let recipients = body.objects("recipients")?;
        let recipients = recipients.iter().map(Recipient::read).collect::<Result<Vec<_>, _>>()?;
        if recipients.len() > MOST {
            return Err(Refusal::fatal("The max number of ids per request was exceeded"));
        }
        match (broadcast, recipients.is_empty()) {
            (true, false) => Err(body.wrong("broadcast", "goes without recipients")),
            (false, true) => Err(Refusal::fatal("No Recipients")),
            _ => Ok(Self {
                campaign: campaign.row,
                send: order::send_id(&body)?,
                recipients: last_of_each(recipients),
                filters: recipients::filters(db, &body)?,
                properties,
            }),
        }
    }

    /// Whether the campaign's audience gets it, and not a list.
    pub(super) fn is_broadcast(&self) -> bool {
        self.recipients.is_empty()
    }

    /// Delivers the first variation of each channel: how Braze chooses one is the dashboard's.
    pub(super) fn carry_out(
        self,
        db: &Connection,
        settings: &Settings,
        dispatch: &Dispatch,
    ) -> rusqlite::Result<()> {
        let mut order = Order {
            campaign: Some(self.campaign),
            send: self.send,
            states: States::Subscribed,
            recipients: Vec::new(),
            filters: self.filters,
            messages: messages(db, self.campaign, &self.properties)?,
        };
        if self.recipients.is_empty() {
            return delivery::carry_out(db, settings, &order, dispatch);
        }
        for recipient in self.recipients {
            recipient.prepare(db)?;
            let mut properties = self.properties.clone();
            properties.extend(recipient.properties);
            order.messages = messages(db, self.campaign, &properties)?;
            order.recipients = vec![recipient.identifier];
            delivery::carry_out(db, settings, &order, dispatch)?;
        }
        Ok(())
    }
}

/// The campaign that `campaign_id` triggers.
fn named(db: &Connection, body: &Fields<'_>) -> Result<Campaign, Refusal> {
    let id = body.get("campaign_id").and_then(Value::as_str).ok_or_else(|| {
        Refusal::fatal("campaign_id must be a string of the campaign api identifier")
    })?;
    campaign(db, id)
}

/// An API-triggered campaign that can be triggered.
pub(super) fn campaign(db: &Connection, id: &str) -> Result<Campaign, Refusal> {
    let found = campaigns::find(db, id)?.filter(|campaign| !campaign.api);
    let campaign = found.ok_or_else(|| Refusal::fatal("Campaign does not exist"))?;
    if campaign.archived {
        return Err(Refusal::fatal(
            "The campaign is archived. Unarchive the campaign in order for trigger requests to \
             take effect.",
        ));
    }
    if !campaign.enabled {
        return Err(Refusal::fatal(
            "The campaign is paused. Resume the campaign in order for trigger requests to take \
             effect.",
        ));
    }
    Ok(campaign)
}

fn attachments(body: &Fields<'_>, broadcast: bool) -> Result<(), Refusal> {
    let attachments = body.objects("attachments")?;
    if broadcast && !attachments.is_empty() {
        return Err(body.wrong("attachments", "do not go with `broadcast`"));
    }
    for attachment in attachments {
        attachment.required_text("file_name")?;
        attachment.required_text("url")?;
    }
    Ok(())
}

fn properties(fields: &Fields<'_>) -> Result<Map<String, Value>, Refusal> {
    let name = "trigger_properties";
    fields.object(name)?;
    let properties = fields.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    if json!(properties).to_string().len() > LARGEST_PROPERTIES {
        return Err(fields.wrong(name, "are larger than 50 KB"));
    }
    Ok(properties)
}

impl Recipient {
    fn read(fields: &Fields<'_>) -> Result<Self, Refusal> {
        fields.object("attributes")?;
        let attributes = fields.get("attributes").and_then(Value::as_object).cloned();
        if fields.get("user_alias").is_some() && fields.get("send_to_existing_only").is_some() {
            return Err(fields.wrong("send_to_existing_only", "does not go with `user_alias`"));
        }
        let only_existing =
            !fields.mentions("send_to_existing_only") || fields.flag("send_to_existing_only")?;
        if !only_existing && attributes.is_none() {
            return Err(fields.wrong("attributes", "are required to send to somebody new"));
        }
        Ok(Self {
            identifier: identifier(fields)?,
            properties: properties(fields)?,
            attributes,
            only_existing,
        })
    }

    /// Makes the user where that is asked for, and writes the attributes.
    fn prepare(&self, db: &Connection) -> rusqlite::Result<()> {
        let mut user = match users::find(db, &self.identifier)? {
            Some(user) => user,
            None if self.only_existing || !self.identifier.makes() => return Ok(()),
            None => users::create(db, &self.identifier)?,
        };
        for (name, value) in self.attributes.iter().flatten() {
            if users::NAMES.contains(&name.as_str()) {
                continue;
            }
            users::set(db, &mut user, name, value)?;
        }
        users::save(db, &user)
    }
}

/// Exactly one of several ways.
fn identifier(fields: &Fields<'_>) -> Result<Identifier, Refusal> {
    let alias = fields.object("user_alias")?;
    let alias = alias.map(|alias| recipients::read_alias(&alias)).transpose()?;
    let email = fields.text("email")?.map(Identifier::Email);
    if email.is_some() {
        recipients::prioritized(fields)?;
    }
    let braze = fields.text("braze_id")?.map(Identifier::Braze);
    let external = fields.text("external_user_id")?.map(Identifier::External);
    let mut given = [external, alias, braze, email].into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(identifier), None) => Ok(identifier),
        _ => {
            Err(fields
                .wrong("external_user_id", "or `user_alias`, `braze_id` or `email` is required"))
        }
    }
}

/// Of those who are named twice the last entry counts.
fn last_of_each(recipients: Vec<Recipient>) -> Vec<Recipient> {
    let mut kept: Vec<Recipient> = Vec::new();
    for recipient in recipients {
        kept.retain(|earlier| earlier.identifier != recipient.identifier);
        kept.push(recipient);
    }
    kept
}

fn messages(
    db: &Connection,
    campaign: i64,
    properties: &Map<String, Value>,
) -> rusqlite::Result<Vec<Message>> {
    let mut messages: Vec<Message> = Vec::new();
    for variation in campaigns::variations(db, campaign)? {
        if messages.iter().all(|message| message.channel != variation.channel) {
            messages.push(Message {
                channel: variation.channel,
                variation: Some(variation.row),
                object: json!({ "trigger_properties": properties }),
            });
        }
    }
    Ok(messages)
}
