//! Whom a send reaches.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The values that a send supplies for a campaign's `params`, by name.
pub type Params = BTreeMap<String, Value>;

/// One recipient, with the values that are for it alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    pub id: RecipientId,
    pub params: Params,
}

/// How Braze knows a user ("Send messages immediately": `external_user_ids`, `user_aliases`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RecipientId {
    External(String),
    Alias { alias_name: String, alias_label: String },
}

impl RecipientId {
    /// The longest `external_id` that Braze takes, in bytes ("User identifiers").
    pub const MAX_EXTERNAL_BYTES: usize = 987;
    /// The longest alias name or label, in bytes.
    pub const MAX_ALIAS_BYTES: usize = 236;
    /// Ids and aliases together in one request ("Send messages immediately").
    pub const MAX_PER_REQUEST: usize = 50;
}
