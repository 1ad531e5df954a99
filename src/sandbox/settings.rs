//! What can be chosen when a sandbox starts.

use std::collections::BTreeSet;

/// How this Braze behaves where Braze leaves it to the workspace, or does not say.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The keys of the workspace. Requests to `/_sandbox/…` need none.
    pub keys: Vec<Key>,
    /// `POST /_sandbox/settings` changes it, until the store is opened with another value.
    pub unknown_recipients: UnknownRecipients,
    pub unusable_campaigns: UnusableCampaigns,
    /// As above.
    pub duplicates: Duplicates,
    /// Where ids of dispatches come from: equal seeds and equal requests make equal ids.
    pub seed: u64,
    /// Calls an hour to the endpoints that share one limit ("API rate limits").
    pub hourly_limit: u64,
}

impl Settings {
    /// 250,000 calls an hour, one counter for all the endpoints that share it.
    pub const BRAZE_HOURLY_LIMIT: u64 = 250_000;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keys: vec![Key { secret: "sandbox".to_owned(), permissions: Permissions::All }],
            unknown_recipients: UnknownRecipients::Ignore,
            unusable_campaigns: UnusableCampaigns::Refuse,
            duplicates: Duplicates { delay_seconds: 0, draft: true },
            seed: 0,
            hourly_limit: Self::BRAZE_HOURLY_LIMIT,
        }
    }
}

/// A REST API key and what it may do.
#[derive(Clone, Debug)]
pub struct Key {
    pub secret: String,
    pub permissions: Permissions,
}

#[derive(Clone, Debug)]
pub enum Permissions {
    All,
    /// By name: `messages.send`, `campaigns.list`.
    Only(BTreeSet<String>),
}

impl Permissions {
    pub(super) fn include(&self, permission: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(permission),
        }
    }
}

/// What becomes of a recipient that the workspace does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownRecipients {
    /// Nothing is sent to them and the request succeeds, as Braze does it.
    Ignore,
    /// They become users whom every channel reaches.
    Create,
}

/// What `/messages/send` makes of a campaign that is archived or a draft: Braze does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusableCampaigns {
    /// `Invalid Campaign ID`.
    Refuse,
    /// They send like any other.
    Accept,
}

/// What becomes of a duplicate: Braze says neither when it is there nor whether it is usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicates {
    /// Until the first request after that it is not there.
    pub delay_seconds: i64,
    /// Whether somebody has to launch it, as the dashboard's own duplicates are to be.
    pub draft: bool,
}
