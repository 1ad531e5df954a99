//! A webhook ("Webhook object").

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::document::{Choice, SecretText};

/// A request that Braze makes for each recipient.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address. Only ports 80 and 443 are reached. Required.
    #[schemars(example = &"https://shop.example.com/hooks/shipped")]
    pub url: Option<SecretText>,
    /// Required.
    pub request_method: Option<Choice<RequestMethod>>,
    /// The headers. A credential is `{ secret: NAME }`, never written here.
    #[schemars(example = serde_json::json!({ "Authorization": { "secret": "ERP_AUTH" } }))]
    pub request_headers: Option<IndexMap<String, SecretText>>,
    /// The body: a text, also when it is JSON.
    pub body: Option<SecretText>,
}

/// The method of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestMethod {
    Post,
    Put,
    Delete,
    Get,
}
