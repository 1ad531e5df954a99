//! A campaign that has passed every check. There is no other kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CampaignKey, Channel, Content, Conversion, MessageKey, Place, TextSource};

/// One API campaign as its definition says, resolved for one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    pub key: CampaignKey,
    /// The key it had before, when the author says so with `moved_from`.
    pub moved_from: Option<CampaignKey>,
    /// The title that people see; `None` is unmanaged.
    pub name: Option<String>,
    /// `None` is unmanaged, an empty text means none.
    pub description: Option<String>,
    /// `None` is unmanaged, an empty list means none. Sorted, without repetitions.
    pub tags: Option<Vec<String>>,
    /// `None` is unmanaged, an empty list means none. A to D.
    pub conversions: Option<Vec<Conversion>>,
    pub params: BTreeMap<String, ParamType>,
    pub delivery: Delivery,
    /// Retiring it needs a second word, even after its definition is gone.
    pub protected: bool,
    /// In the order of the definition.
    pub messages: Vec<Message>,
    pub place: Place,
    /// Whether the lockfile records exactly this. Then its messages come without content and texts:
    /// there is nothing to release.
    pub settled: bool,
}

impl Campaign {
    /// The title that a new campaign gets.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(self.key.as_str())
    }

    pub fn message(&self, key: &MessageKey) -> Option<&Message> {
        self.messages.iter().find(|message| message.key == *key)
    }
}

/// One message variation of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub key: MessageKey,
    pub moved_from: Option<MessageKey>,
    pub channel: Channel,
    /// The variation's title in the dashboard; `None` is unmanaged (a new one is named by its key).
    pub name: Option<String>,
    /// Not written yet: has an id, is never released or sent.
    pub draft: bool,
    pub content: Content,
    /// The sources of the long texts, by the path of the field (`body`, `alert/body`).
    pub texts: BTreeMap<String, TextSource>,
    pub place: Place,
}

impl Message {
    /// The title that a new variation gets.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(self.key.as_str())
    }
}

/// What each send of the campaign says besides its content ("Send messages immediately").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// Ignore the workspace's frequency caps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_frequency_capping: Option<bool>,
    /// Who may receive it, by subscription state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_subscription_state: Option<SubscriptionState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionState {
    /// Only users who opted in.
    OptedIn,
    /// Users who subscribed or opted in: Braze's default.
    Subscribed,
    /// Everybody, unsubscribed users too.
    All,
}

/// The type of a value that each send supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamType {
    String,
    Integer,
    Number,
    Boolean,
}
