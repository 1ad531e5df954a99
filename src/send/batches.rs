//! Puts recipients into batches. A request carries one set of values, so those with equal values
//! share a batch.

use std::collections::{BTreeMap, HashMap, VecDeque};

use sha2::{Digest as _, Sha256};

use crate::model::{BatchNumber, Digest, Params, Recipient, RecipientId};

/// The version of the rules below. A send that was begun with others cannot be resumed with these.
///
/// Recipients are grouped by their values in the order in which they come. A group of 50 is a batch.
/// When more than 5,000 recipients, or 8 MiB of them, wait, the group that has
/// waited longest is one; at the end all are, the longest-waiting first.
pub const BATCHING: u32 = 1;

/// How many recipients may wait for others with the same values.
const WINDOW: usize = 5_000;
const WINDOW_BYTES: usize = 8 << 20;

/// One request's recipients.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub number: BatchNumber,
    pub recipients: Vec<RecipientId>,
    pub params: Params,
    /// Of the recipients and their values, in order.
    pub digest: Digest,
}

impl Batch {
    /// The only request of a broadcast; `audience` is the digest of whom it is for.
    pub(super) fn broadcast(audience: Digest, params: &Params) -> Self {
        let what = serde_json::json!([audience, params]);
        let digest = Digest::of(what.to_string().as_bytes());
        Self { number: 0, recipients: Vec::new(), params: params.clone(), digest }
    }
}

/// Recipients go in, batches come out; the same recipients always make the same batches.
#[derive(Debug, Default)]
pub struct Batches {
    /// The groups that are not full, by when they were begun.
    waiting: BTreeMap<u64, Group>,
    by_values: HashMap<String, u64>,
    begun: u64,
    recipients: usize,
    bytes: usize,
    ready: VecDeque<Batch>,
    numbered: BatchNumber,
}

#[derive(Debug)]
struct Group {
    values: String,
    params: Params,
    recipients: Vec<RecipientId>,
    bytes: usize,
}

impl Batches {
    pub fn add(&mut self, recipient: Recipient) {
        let Recipient { id, params } = recipient;
        let values = values(&params);
        let bytes = size(&id) + 2 * values.len();
        let at = *self.by_values.entry(values).or_insert_with_key(|values| {
            let (values, recipients) = (values.clone(), Vec::new());
            self.waiting.insert(self.begun, Group { values, params, recipients, bytes: 0 });
            self.begun += 1;
            self.begun - 1
        });
        let group = self.waiting.get_mut(&at).expect("every known group waits");
        group.recipients.push(id);
        group.bytes += bytes;
        self.recipients += 1;
        self.bytes += bytes;
        if group.recipients.len() == RecipientId::MAX_PER_REQUEST {
            self.release(at);
        }
        while self.recipients > WINDOW || self.bytes > WINDOW_BYTES {
            let Some((&oldest, _)) = self.waiting.first_key_value() else { return };
            self.release(oldest);
        }
    }

    /// There are no more recipients.
    pub fn end(&mut self) {
        while let Some((&oldest, _)) = self.waiting.first_key_value() {
            self.release(oldest);
        }
    }

    fn release(&mut self, at: u64) {
        let Some(group) = self.waiting.remove(&at) else { return };
        let Group { values, params, recipients, bytes } = group;
        self.by_values.remove(&values);
        self.recipients -= recipients.len();
        self.bytes -= bytes;
        let digest = digest(&recipients, &values);
        self.ready.push_back(Batch { number: self.numbered, recipients, params, digest });
        self.numbered += 1;
    }
}

/// The batches that are ready.
impl Iterator for Batches {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        self.ready.pop_front()
    }
}

/// Equal exactly when the values are: names are sorted.
fn values(params: &Params) -> String {
    if params.is_empty() {
        return String::new();
    }
    serde_json::to_string(params).expect("JSON values are JSON")
}

fn size(id: &RecipientId) -> usize {
    match id {
        RecipientId::External(id) => id.len(),
        RecipientId::Alias { alias_name, alias_label } => alias_name.len() + alias_label.len(),
    }
}

/// Every text has its length before it, so that no two lists look alike.
fn digest(recipients: &[RecipientId], values: &str) -> Digest {
    let mut hasher = Sha256::new();
    let mut text = |kind: &[u8], text: &str| {
        hasher.update(kind);
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    };
    text(b"values", values);
    for recipient in recipients {
        match recipient {
            RecipientId::External(id) => text(b"id", id),
            RecipientId::Alias { alias_name, alias_label } => {
                text(b"name", alias_name);
                text(b"label", alias_label);
            }
        }
    }
    Digest::from_bytes(hasher.finalize().into())
}
