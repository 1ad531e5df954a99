//! An email ("Email object").

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::document::{Extra, OrReference, Text};

/// An email.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// An app of the workspace, by its name under `apps`. Required; any app will do.
    #[schemars(length(min = 1))]
    pub app_id: Option<String>,
    /// The sender: `Name <address>`, in ASCII. Required.
    #[schemars(example = &"Acme <hello@shop.example.com>")]
    pub from: Option<Text>,
    /// The subject. Without it the template's.
    pub subject: Option<Text>,
    /// The line that inboxes show beside the subject; 50 to 100 characters read well.
    pub preheader: Option<Text>,
    /// The HTML. Required unless `email_template_id` is given.
    #[schemars(example = serde_json::json!({ "file": "order-shipped.html" }))]
    pub body: Option<Text>,
    /// The plain text. Braze makes one from `body` when it is absent.
    pub plaintext_body: Option<Text>,
    /// Where replies go: an address, or `NO_REPLY_TO` for nowhere. Without it the workspace's default.
    #[schemars(example = &"help@shop.example.com")]
    pub reply_to: Option<Text>,
    /// One of the blind-copy addresses that the workspace allows.
    pub bcc: Option<Text>,
    /// A stored template, for the subject, the body and the inlining that are not given here.
    pub email_template_id: Option<Text>,
    /// Keys and values that SendGrid and SparkPost hand back in their events.
    pub extras: Option<Extra>,
    /// Headers of the email, such as `X-Entity-Ref`.
    pub headers: Option<IndexMap<String, Text>>,
    /// Move the CSS into the elements. Without it the workspace's setting.
    pub should_inline_css: Option<OrReference<bool>>,
    /// Files to attach: 2 MB each at most.
    pub attachments: Option<Vec<Attachment>>,
}

/// A file that Braze fetches when it sends, and attaches.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The name that the recipient sees.
    pub file_name: Text,
    /// Where the file is. Its extension says its kind.
    #[schemars(example = &"https://shop.example.com/files/terms.pdf")]
    pub url: Text,
    /// The name of a stored Connected Content credential, when the address asks for one.
    pub basic_auth_credential: Option<Text>,
}
