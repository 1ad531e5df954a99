//! One delivery of a campaign to an audience, and what is known of each of its batches.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CampaignId, CampaignKey, Digest, DispatchId, Lineage, MessageKey, ParamType, Params, Timestamp,
    VariationId, WorkspaceName,
};

/// The identity of a send within a lineage and workspace: a name, or the digest of what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendKey(pub String);

impl fmt::Display for SendKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A batch's place in its send, from 0.
pub type BatchNumber = u64;

/// What the ledger freezes before a send's first request. A resume uses this and reads no YAML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendHeader {
    pub key: SendKey,
    pub lineage: Lineage,
    pub workspace: WorkspaceName,
    pub campaign: CampaignKey,
    pub campaign_id: CampaignId,
    pub started: Timestamp,
    /// How recipients were put into batches; another version would batch them differently.
    pub batching: u32,
    /// The digest of the audience's bytes (file or standard input).
    pub audience: Digest,
    /// What a person called the audience: a file's path, `-`.
    pub audience_name: String,
    /// At most so many recipients; part of the identity.
    pub limit: Option<u64>,
    /// Values for every recipient, given on the command line.
    pub params: Params,
    /// How many recipients and batches the whole send has.
    pub recipients: u64,
    pub batches: u64,
    /// The request's body without recipients: params and secrets as references.
    pub body: Value,
    /// The types of the values that the body refers to, as they were declared.
    #[serde(default)]
    pub param_types: BTreeMap<String, ParamType>,
    pub messages: Vec<SplitPart>,
}

impl SendHeader {
    /// The connected audience that the requests are for, if they are for one.
    pub fn filter(&self) -> Option<&Value> {
        self.body.get("audience")
    }

    /// Whether Braze chooses the recipients, in one request.
    pub fn is_broadcast(&self) -> bool {
        self.body.get("broadcast") == Some(&Value::Bool(true))
    }
}

/// One message that a send carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitPart {
    pub message: MessageKey,
    pub variation: VariationId,
    pub content: Digest,
}

/// What became of a batch that was claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Braze queued it. That says nothing of delivery.
    Accepted { dispatch: DispatchId, minor_errors: Vec<String> },
    /// Braze refused it before any work; nothing was sent.
    Refused { status: u16, message: String },
    /// Nobody knows whether it went out.
    Unknown { reason: String },
}

impl Outcome {
    /// What a batch that went out by a person's word becomes; its dispatch is not known.
    pub fn sent_by_hand() -> Self {
        let dispatch = DispatchId::parse("by-hand").expect("a word is an id");
        Self::Accepted { dispatch, minor_errors: Vec::new() }
    }

    /// What a batch becomes whose process ended before it could say.
    pub fn lost() -> Self {
        let reason = "the process that made the request ended before an answer was recorded";
        Self::Unknown { reason: reason.to_owned() }
    }
}

/// A batch as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchRecord {
    pub number: BatchNumber,
    pub recipients: u32,
    /// Who is in it, and with which values: a resume must find the same.
    pub digest: Digest,
    pub claimed: Timestamp,
    pub state: BatchState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BatchState {
    /// Claimed and not settled: in flight, or, once its process is gone, unknown.
    Claimed,
    Settled(Outcome),
}

/// The sums of a send's batches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SendStatus {
    pub batches_claimed: u64,
    pub batches_accepted: u64,
    pub batches_refused: u64,
    pub batches_unknown: u64,
    pub recipients_claimed: u64,
    pub recipients_accepted: u64,
    pub recipients_refused: u64,
    pub recipients_unknown: u64,
    /// When the last batch was settled and nothing was left to do.
    pub finished: Option<Timestamp>,
}

impl SendStatus {
    /// Whether any batch is recorded, or the send ended without one.
    pub fn is_begun(&self) -> bool {
        let batches = self.batches_claimed
            + self.batches_accepted
            + self.batches_refused
            + self.batches_unknown;
        batches > 0 || self.finished.is_some()
    }

    /// Counts batches of one state.
    pub fn add(&mut self, state: &BatchState, batches: u64, recipients: u64) {
        let (of_batches, of_recipients) = match state {
            BatchState::Claimed => (&mut self.batches_claimed, &mut self.recipients_claimed),
            BatchState::Settled(Outcome::Accepted { .. }) => {
                (&mut self.batches_accepted, &mut self.recipients_accepted)
            }
            BatchState::Settled(Outcome::Refused { .. }) => {
                (&mut self.batches_refused, &mut self.recipients_refused)
            }
            BatchState::Settled(Outcome::Unknown { .. }) => {
                (&mut self.batches_unknown, &mut self.recipients_unknown)
            }
        };
        *of_batches += batches;
        *of_recipients += recipients;
    }
}
