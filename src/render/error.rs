//! Why a request cannot be made.

use crate::model::{CampaignKey, Channel, MessageKey};

/// Fields are named as `email/subject`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error("`{campaign}` has no id in this workspace yet; run `apply`")]
    NotApplied { campaign: CampaignKey },
    #[error("`{campaign}` is retired")]
    Retired { campaign: CampaignKey },
    #[error("`{campaign}` has no message that could be sent")]
    NoMessage { campaign: CampaignKey },
    #[error("`{campaign}` has no message `{message}`{}", did_you_mean(.suggestion.as_deref()))]
    UnknownMessage { campaign: CampaignKey, message: String, suggestion: Option<String> },
    #[error("`{campaign}.{message}` is a draft")]
    Draft { campaign: CampaignKey, message: MessageKey },
    #[error("`{first}` and `{second}` are both {channel}; a request carries one, so choose one")]
    OneChannel { channel: Channel, first: MessageKey, second: MessageKey },
    #[error("`{campaign}.{message}` is not what was released")]
    NotReleased { campaign: CampaignKey, message: MessageKey },
    #[error("what `{campaign}` says of its params or delivery is not what was released")]
    TermsNotReleased { campaign: CampaignKey },
    #[error("`{campaign}.{message}` has no `message_variation_id` yet; run `apply`")]
    NoVariation { campaign: CampaignKey, message: MessageKey },
    #[error("{field}: {reference} stands {place}")]
    Misplaced { field: String, reference: String, place: &'static str },
    #[error("{field}: the param `{param}` is not declared")]
    UndeclaredInText { field: String, param: String },
    #[error("the campaign declares no param `{param}`{}", did_you_mean(.suggestion.as_deref()))]
    Undeclared { param: String, suggestion: Option<String> },
    #[error("the param `{param}` has no value")]
    Missing { param: String },
    #[error("the param `{param}` is {expected}, but got {got}")]
    Type { param: String, expected: &'static str, got: String },
    #[error("{field}: {reference} has a line break or a control character, which a header may not")]
    LineBreak { field: String, reference: String },
    #[error("no value for the secret{} {}", if .0.len() == 1 { "" } else { "s" }, .0.join(", "))]
    MissingSecrets(Vec<String>),
    #[error("a request reaches 1 to 50 recipients, not {0}")]
    Recipients(usize),
    #[error("the recorded request cannot be read: {0}")]
    Frozen(&'static str),
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// The known name that is most like a name, if one is like it at all.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let scored = known.into_iter().map(|one| (strsim::jaro_winkler(name, one), one));
    let best = scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(best.1.to_owned())
}
