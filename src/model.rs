//! The nouns that every other part of the program speaks with. No I/O, no clock, no file format.

mod asked;
mod campaign;
mod change;
mod channel;
mod content;
mod conversion;
mod desired;
mod digest;
mod field_path;
mod host;
mod id;
mod key;
mod listed;
mod observed;
mod origin;
mod printable;
mod recipient;
mod send;
mod statistics;
mod summary;
mod timestamp;

pub use asked::Asked;
pub use campaign::{Campaign, Delivery, Message, ParamType, SubscriptionState};
pub use change::{Change, NewCampaign, NewMessage};
pub use channel::Channel;
pub use content::{
    Content, Piece, Reference, Segment, TextSource, escape_literal, in_reference_form, is_name,
    literals, segments, special,
};
pub use conversion::{Conversion, ConversionEvent};
pub use desired::{Desired, Place};
pub use digest::{Digest, DigestError};
pub use field_path::{each_leaf, flatten, path_step, unflatten};
pub use host::REST_HOSTS;
pub use id::{CampaignId, DispatchId, IdError, ScheduleId, VariationId};
pub use key::{CampaignKey, KeyError, MessageKey, WorkspaceName};
pub use listed::ListedCampaign;
pub use observed::{Abilities, Observed, ObservedCampaign, ObservedMessage};
pub use origin::{Lineage, Origin, sandbox_campaign_id, sandbox_variation_id};
pub use printable::{is_unprintable, printable};
pub use recipient::{Params, Recipient, RecipientId};
pub use send::{
    BatchNumber, BatchRecord, BatchState, Outcome, SendHeader, SendKey, SendStatus, SplitPart,
};
pub use statistics::{Counters, Row, Series, VariationRow};
pub use summary::{Remark, RemarkKind, SendEnded, SendProgress, SendSummary};
pub use timestamp::Timestamp;
