//! Reasons to stop before anything is done.

use std::collections::BTreeSet;

use crate::model::{
    CampaignId, CampaignKey, Channel, MessageKey, ObservedCampaign, Place, VariationId,
    WorkspaceName,
};

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
    #[error("{} campaigns of the workspace could be `{campaign}`", candidates.len())]
    Ambiguous {
        campaign: CampaignKey,
        workspace: WorkspaceName,
        candidates: Vec<Candidate>,
        place: Place,
    },
    #[error("{} messages of {id} could be `{campaign}.{message}`", candidates.len())]
    AmbiguousMessage {
        campaign: CampaignKey,
        message: MessageKey,
        workspace: WorkspaceName,
        id: CampaignId,
        /// Each with its title.
        candidates: Vec<(VariationId, Option<String>)>,
        place: Place,
    },
}

/// A campaign that could be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: CampaignId,
    /// What tells it from others.
    pub about: String,
}

impl Candidate {
    pub(super) fn of(id: &CampaignId, seen: &ObservedCampaign) -> Self {
        let made = seen.created.iter().map(|at| format!("made {at}"));
        let messages = seen.messages.values().map(|message| {
            let channel = message.channel.map_or("another channel", Channel::label);
            match &message.name {
                Some(name) => format!("{channel} \"{name}\""),
                None => channel.to_owned(),
            }
        });
        let state = [(seen.draft, "a draft"), (seen.archived, "archived")];
        let state = state.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
        let about: Vec<_> = [format!("\"{}\"", seen.name)]
            .into_iter()
            .chain(made)
            .chain(state)
            .chain(messages)
            .collect();
        Self { id: id.clone(), about: about.join(", ") }
    }
}

/// The share of campaigns that one apply may retire without another word.
pub const RETIRE_LIMIT_PERCENT: usize = 30;
/// Below so many campaigns the share says nothing.
const RETIRE_LIMIT_FROM: usize = 10;

/// Whether the limit holds where so many campaigns are recorded.
pub(super) fn has_limit(of: usize) -> bool {
    of >= RETIRE_LIMIT_FROM
}

/// Whether so many of so many campaigns are more than one apply may retire.
pub(super) fn are_many(retired: usize, of: usize) -> bool {
    has_limit(of) && retired * 100 > of * RETIRE_LIMIT_PERCENT
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
            Self::Ambiguous { .. } => "run one of these:".to_owned(),
            Self::AmbiguousMessage { .. } => {
                "run one of these, where the rest is found with it; or \
                                              give the messages their titles in the dashboard:"
                    .to_owned()
            }
        }
    }

    /// Whether two things could be meant, rather than one that is not.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ambiguous { .. } | Self::AmbiguousMessage { .. })
    }

    /// The commands that say which is meant, each with what tells it from the others.
    pub fn choices(&self) -> Vec<(String, String)> {
        match self {
            Self::Ambiguous { campaign, workspace, candidates, .. } => {
                let bind = |one: &Candidate| {
                    let Candidate { id, about } = one;
                    (format!("campaignctl bind {campaign} {id} -w {workspace}"), about.clone())
                };
                candidates.iter().map(bind).collect()
            }
            Self::AmbiguousMessage { campaign, message, workspace, id, candidates, .. } => {
                let bind = |(variation, title): &(VariationId, Option<String>)| {
                    let bind = format!("campaignctl bind {campaign} {id} --message");
                    let title =
                        title.as_ref().map_or("no title".to_owned(), |t| format!("\"{t}\""));
                    (format!("{bind} {message}={variation} -w {workspace}"), title)
                };
                candidates.iter().map(bind).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The definition that it is about.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::ManyRetires { .. } | Self::Protected { .. } => None,
            Self::LikelyRename { place, .. }
            | Self::LikelyMessageRename { place, .. }
            | Self::Move { place, .. }
            | Self::Ambiguous { place, .. }
            | Self::AmbiguousMessage { place, .. }
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
