//! The files as people write them: `campaignctl.yaml`, campaign files, audiences.
//!
//! The types are the one description of what may be written: the JSON Schemas are generated from
//! them, and [`typed`] checks a resolved message with the same ones. Texts are still in the author's
//! form: references unread, files unopened.

mod audience;
mod campaign;
mod content;
mod conversion;
mod defaults;
mod message;
mod project;
mod reference;
mod text;
mod typed;
mod workspace;

pub use audience::{
    AttributeComparison, Audience, CustomAttribute, LastUsedApp, Status, StatusComparison,
    StatusFilter, TimeComparison,
};
pub use campaign::{Campaign, Delivery};
pub use content::{
    android_push, apple_push, content_card, email, kindle_push, sms, web_push, webhook, whats_app,
};
pub use conversion::{Any, Apps, Conversion, ConversionError, Product};
pub use defaults::Defaults;
pub use message::{Message, OURS, RESERVED};
pub use project::{LintLevel, Project};
pub use reference::{Choice, OrReference, WholeReference};
pub use text::{Extra, SecretText, Text};
pub use typed::{Fault, fields_of, typed};
pub use workspace::{ApiKey, Proof, Sandbox, Template, UnknownRecipients, VarValue, Workspace};

pub(super) use message::{definition_of, schema_of_channels};
