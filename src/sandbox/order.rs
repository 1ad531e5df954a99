//! What a send asks for: read, and checked in the order in which Braze's errors come.

mod messages;
pub(super) mod recipients;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::audience::Audience;
use super::call::Fields;
use super::channel::Channel;
use super::check;
use super::settings::{Settings, Verdict};
use super::world::campaigns;
use super::world::documents::{self, Kind};
use super::world::users::Identifier;

/// A request to send that can be carried out.
#[derive(Debug)]
pub(super) struct Order {
    /// The store's name for the campaign; `None` for sends that nothing tracks.
    pub(super) campaign: Option<i64>,
    pub(super) send: Option<String>,
    pub(super) states: States,
    /// Those who are named. Nobody: everybody whom the filters include.
    pub(super) recipients: Vec<Identifier>,
    /// A recipient is in all of them: the segment, the connected audience.
    pub(super) filters: Vec<Audience>,
    pub(super) messages: Vec<Message>,
}

/// One message object.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) channel: Channel,
    /// The store's name for its variation.
    pub(super) variation: Option<i64>,
    pub(super) object: Value,
}

/// Who wants messages: `recipient_subscription_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum States {
    OptedIn,
    Subscribed,
    All,
}

impl States {
    pub(super) fn include(self, state: &str) -> bool {
        match self {
            Self::OptedIn => state == "opted_in",
            Self::Subscribed => state != "unsubscribed",
            Self::All => true,
        }
    }

    fn read(body: &Fields<'_>) -> Result<Self, Refusal> {
        let name = "recipient_subscription_state";
        match body.text(name)?.as_deref() {
            None | Some("subscribed") => Ok(Self::Subscribed),
            Some("opted_in") => Ok(Self::OptedIn),
            Some("all") => Ok(Self::All),
            Some(_) => Err(body.wrong(name, "is `opted_in`, `subscribed` or `all`")),
        }
    }
}

impl Order {
    /// Reads the body of a send, immediate or scheduled.
    pub(super) fn read(
        db: &Connection,
        settings: &Settings,
        body: &Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let body = Fields::body(body);
        let objects = messages::read(&body, settings)?;
        let campaign = campaign(db, settings, &body)?;
        let messages = messages::identify(db, settings, campaign, objects)?;
        let recipients::Recipients { named: recipients, filters } =
            recipients::read(db, settings, &body)?;
        let states = States::read(&body)?;
        let send = send_id(&body)?.filter(|_| campaign.is_some());
        body.flag("override_frequency_capping")?;
        body.flag("override_messaging_limits")?;
        for message in &messages {
            check::object(message.channel, &message.object)?;
            refer(db, message)?;
        }
        Ok(Self { campaign, send, states, recipients, filters, messages })
    }
}

impl Order {
    /// Whether a filter decides who gets it, and not a list.
    pub(super) fn is_broadcast(&self) -> bool {
        self.recipients.is_empty()
    }
}

fn campaign(
    db: &Connection,
    settings: &Settings,
    body: &Fields<'_>,
) -> Result<Option<i64>, Refusal> {
    let Some(id) = body.text("campaign_id")? else { return Ok(None) };
    let found = campaigns::find(db, &id)?.filter(|campaign| {
        let usable = !campaign.archived && !campaign.draft;
        (campaign.api || settings.triggered_campaigns == Verdict::Accept)
            && (usable || settings.unusable_campaigns == Verdict::Accept)
    });
    let campaign = found.ok_or_else(|| Refusal::fatal("Invalid Campaign ID"))?;
    Ok(Some(campaign.row))
}

/// What a message refers to is the workspace's, as far as the workspace declares such things.
fn refer(db: &Connection, message: &Message) -> Result<(), Refusal> {
    let fields = Fields::of(&format!("messages.{}", message.channel.in_sends()), &message.object)?;
    for (name, kind) in [("app_id", Kind::App), ("email_template_id", Kind::EmailTemplate)] {
        if let Some(id) = fields.text(name)?
            && documents::is_foreign(db, kind, &id)?
        {
            return Err(fields.wrong(name, "names nothing in this workspace"));
        }
    }
    if let Some(id) = fields.text("subscription_group_id")?
        && documents::is_foreign(db, Kind::SubscriptionGroup, &id)?
    {
        return Err(Refusal::fatal("Invalid subscription group ID"));
    }
    Ok(())
}

/// A label of at most 64 ASCII characters ("Create send IDs").
pub(super) fn send_id(body: &Fields<'_>) -> Result<Option<String>, Refusal> {
    let id = body.text("send_id")?.filter(|id| !id.is_empty());
    if id.as_ref().is_some_and(|id| !id.is_ascii() || id.len() > 64) {
        return Err(body.wrong("send_id", "has at most 64 characters, all of them ASCII"));
    }
    Ok(id)
}
