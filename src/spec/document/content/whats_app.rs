//! A WhatsApp message ("WhatsApp object").

use indexmap::IndexMap;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::spec::document::{Choice, OrReference, Text};

/// A WhatsApp message: a template, or an answer to what the user wrote.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsApp {
    /// An app of the workspace, by its name under `apps`. Required.
    #[schemars(length(min = 1))]
    pub app_id: Option<String>,
    /// The WhatsApp subscription group, by its name under `subscription_groups` of the workspace. Required.
    #[schemars(length(min = 1))]
    pub subscription_group_id: Option<String>,
    /// Which fields `message` has. Required.
    pub message_type: Option<Choice<MessageType>>,
    /// The message, by its `message_type`. Required.
    pub message: Option<Map<String, Value>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageType {
    /// An approved template with its variables.
    TemplateMessage,
    /// An answer: text.
    TextResponseMessage,
    /// An answer: a picture with a caption.
    TextImageResponseMessage,
    /// An answer with buttons.
    QuickReplyResponseMessage,
    /// An answer with a list to choose from.
    ListResponseMessage,
    /// An answer that opens a flow.
    FlowResponseMessage,
}

/// What `message` holds for each `message_type`: conditions to stand beside the fields.
pub(in crate::spec::document) fn message_types(generator: &mut SchemaGenerator) -> Value {
    let by_type = [
        ("template_message", generator.subschema_for::<WhatsAppTemplate>()),
        ("text_response_message", generator.subschema_for::<WhatsAppText>()),
        ("text_image_response_message", generator.subschema_for::<WhatsAppImage>()),
        ("quick_reply_response_message", generator.subschema_for::<WhatsAppQuickReply>()),
        ("list_response_message", generator.subschema_for::<WhatsAppList>()),
        ("flow_response_message", generator.subschema_for::<WhatsAppFlow>()),
    ];
    let conditions = by_type.map(|(kind, message)| {
        json!({
            "if": { "properties": { "message_type": { "const": kind } }, "required": ["message_type"] },
            "then": { "properties": { "message": message } },
        })
    });
    json!(conditions)
}

/// An approved template with its variables.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppTemplate {
    /// The template's name.
    pub template_name: Text,
    /// The template's language, such as `en_US`.
    #[schemars(example = &"en_US")]
    pub template_language_code: Text,
    /// The header's variable, under "0".
    #[schemars(extend("maxProperties" = 1))]
    pub header_variables: Option<IndexMap<String, Text>>,
    /// The body's variables by their place, from "0".
    #[schemars(example = serde_json::json!({ "0": "{{${first_name}}}", "1": "@{param.order}" }))]
    pub body_variables: Option<IndexMap<String, Text>>,
    /// The button's variable, under "0".
    #[schemars(extend("maxProperties" = 1))]
    pub button_variables: Option<IndexMap<String, Text>>,
    /// The header's picture.
    pub header_media_uri: Option<Text>,
}

/// An answer: text.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppText {
    /// The text.
    pub body: Text,
    /// Show a preview of the first link.
    pub preview_url: Option<OrReference<bool>>,
}

/// An answer: a picture with a caption.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppImage {
    /// The picture's address.
    pub image_uri: Text,
    /// The text below the picture.
    pub caption: Option<Text>,
}

/// An answer with buttons.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppQuickReply {
    /// The text.
    pub body: Text,
    /// The header as text. Not together with `header_image_uri`.
    pub header_text: Option<Text>,
    /// The header as a picture. Not together with `header_text`.
    pub header_image_uri: Option<Text>,
    /// The small text at the end.
    pub footer: Option<Text>,
    /// What the user may answer.
    #[schemars(length(min = 1))]
    pub buttons: Vec<WhatsAppButton>,
}

/// A prepared answer.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppButton {
    /// The label.
    pub text: Text,
}

/// An answer with a list to choose from.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppList {
    /// The header.
    pub header: Option<Text>,
    /// The text.
    pub body: Text,
    /// The small text at the end.
    pub footer: Option<Text>,
    /// The list: at most 10 rows in all its sections.
    pub list: WhatsAppChoices,
}

/// The list of a list message.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppChoices {
    /// The label of the button that opens the list.
    pub list_button_text: Text,
    /// The sections.
    #[schemars(length(min = 1, max = 10))]
    pub list_sections: Vec<WhatsAppSection>,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppSection {
    /// The section's title.
    pub section_title: Option<Text>,
    /// The rows.
    #[schemars(length(min = 1, max = 10))]
    pub list_rows: Vec<WhatsAppRow>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppRow {
    /// The row's title.
    pub row_title: Text,
    /// The text below the title.
    pub row_description: Option<Text>,
}

/// An answer that opens a flow.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppFlow {
    /// The header.
    pub header_text: Option<Text>,
    /// The text.
    pub body_text: Text,
    /// The small text at the end.
    pub footer_text: Option<Text>,
    /// The button that opens the flow.
    pub flow_button: WhatsAppFlowButton,
    /// Keep the answers as a custom attribute.
    pub generate_custom_attribute: Option<OrReference<bool>>,
}

/// The button that opens a flow.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatsAppFlowButton {
    /// The label: at most 20 characters.
    pub caption: Text,
    /// The flow's id.
    pub flow_id: Text,
}
