//! An SMS, or with media an MMS ("SMS object").

use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::document::{OrReference, Text};

/// An SMS; with `media_items` an MMS.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// An app of the workspace, by its name under `apps`. Required.
    #[schemars(length(min = 1))]
    pub app_id: Option<String>,
    /// The SMS subscription group, by its name under `subscription_groups` of the workspace. Required.
    #[schemars(length(min = 1))]
    pub subscription_group_id: Option<String>,
    /// The text: at most 1,600 characters. Required.
    pub body: Option<Text>,
    /// The address of an image: one PNG, JPEG or GIF of up to 600 KB, or a vCard.
    pub media_items: Option<Vec<Text>>,
    /// Shorten the links in the text.
    pub link_shortening_enabled: Option<OrReference<bool>>,
    /// Count clicks for each user. Works only with `link_shortening_enabled`.
    pub user_click_tracking_enabled: Option<OrReference<bool>>,
}
