//! Reasons to stop before anything is done.

use std::collections::BTreeSet;

use crate::model::{CampaignKey, MessageKey, Place};

/// Something that is probably not meant. Nothing is applied while a plan has one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gate {
    #[error(
        "{retired} of {of} campaigns would be retired; the limit is {} %",
        RETIRE_LIMIT_PERCENT
    )]
    ManyRetires { retired: usize, of: usize },
    #[error("`{campaign}` is protected and its definition is gone")]
    Protected { campaign: CampaignKey },
    #[error("`{to}` looks like `{from}` under a new key")]
    LikelyRename { from: CampaignKey, to: CampaignKey, place: Place },
    #[error("`{campaign}.{to}` looks like `{campaign}.{from}` under a new key")]
    LikelyMessageRename { campaign: CampaignKey, from: MessageKey, to: MessageKey, place: Place },
    /// `from` and `to` are campaigns, or messages as `campaign.message`.
    #[error("`{to}` says `moved_from: {from}`, but {reason}")]
    Move { from: String, to: String, reason: &'static str, place: Place },
    #[error("`{campaign}` needs new ids: {reason}")]
    Replace { campaign: CampaignKey, reason: String, place: Place },
}

/// The share of campaigns that one apply may retire without another word.
pub const RETIRE_LIMIT_PERCENT: usize = 30;
/// Below so many campaigns the share says nothing.
const RETIRE_LIMIT_FROM: usize = 10;

/// Whether so many of so many campaigns are more than one apply may retire.
pub(super) fn are_many(retired: usize, of: usize) -> bool {
    of >= RETIRE_LIMIT_FROM && retired * 100 > of * RETIRE_LIMIT_PERCENT
}

impl Gate {
    /// What to do: the line to add, or the permission to give.
    pub fn help(&self) -> String {
        match self {
            Self::ManyRetires { .. } => "look whether definitions got lost; if not, say \
                                         `--allow-retire`"
                .to_owned(),
            Self::Protected { campaign } => {
                format!("restore the definition, or say `--retire-protected {campaign}`")
            }
            Self::LikelyRename { from, place, .. } => rename_help(from.as_str(), place),
            Self::LikelyMessageRename { from, place, .. } => rename_help(from.as_str(), place),
            Self::Move { .. } => "remove the `moved_from`, or apply one step at a time".to_owned(),
            Self::Replace { .. } => {
                "its statistics begin anew; if that is meant, say `--allow-replace`".to_owned()
            }
        }
    }

    /// The definition that it is about.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::ManyRetires { .. } | Self::Protected { .. } => None,
            Self::LikelyRename { place, .. }
            | Self::LikelyMessageRename { place, .. }
            | Self::Move { place, .. }
            | Self::Replace { place, .. } => Some(place),
        }
    }
}

fn rename_help(from: &str, Place { file, line }: &Place) -> String {
    format!(
        "to keep its ids add `moved_from: {from}` at {file}:{line}; if it is another one, say \
         `--not-renamed`"
    )
}

/// The words that open gates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Retire more than the limit.
    pub retire_many: bool,
    /// Retire these, though they are protected.
    pub retire_protected: BTreeSet<CampaignKey>,
    /// Give campaigns new ids where a change demands it.
    pub replace: bool,
    /// What looks like a rename is none.
    pub not_renamed: bool,
}
