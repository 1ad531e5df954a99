//! A conversion event as it is written ("Conversion events").

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::model::{self, ConversionEvent};

/// One conversion event: what counts, and how long after receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "minProperties" = 2,
    "maxProperties" = 2,
    "errorMessage" = "expected one event and `within`, such as { makes_purchase: any, within: 7d }"
))]
#[schemars(example = serde_json::json!({ "makes_purchase": "any", "within": "7d" }))]
pub struct Conversion {
    /// The user performs the custom event of this name.
    #[schemars(length(min = 1))]
    pub performs_custom_event: Option<String>,
    /// The user buys: `any` product, or the one of this name.
    #[schemars(with = "Option<ProductSchema>")]
    pub makes_purchase: Option<Product>,
    /// The user starts a session: in `any` app, or in one of these.
    pub starts_session: Option<Apps>,
    /// The user upgrades: `any` app, or one of these.
    pub upgrades_app: Option<Apps>,
    /// The user opens the email.
    #[schemars(extend("const" = true))]
    pub opens_email: Option<bool>,
    /// The user clicks a link of the email.
    #[schemars(extend("const" = true))]
    pub clicks_email: Option<bool>,
    /// The window after receipt, in seconds, minutes, hours or days: at most 30 days.
    #[schemars(extend(
        "pattern" = "^[1-9][0-9]*(s|m|h|d)$",
        "errorMessage" = "expected a number with `s`, `m`, `h` or `d`, such as 3d"
    ))]
    #[schemars(example = &"3d")]
    pub within: String,
}

/// A product's name, or any.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Product {
    Any,
    Named(String),
}

impl From<String> for Product {
    fn from(text: String) -> Self {
        if text == "any" { Self::Any } else { Self::Named(text) }
    }
}

#[derive(JsonSchema)]
#[schemars(inline, extend("minLength" = 1, "examples" = ["any", "gift-card"]))]
#[expect(dead_code, reason = "only its schema is of use")]
struct ProductSchema(String);

/// The word `any`, or names of apps.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Apps {
    Any(Any),
    Named(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Any {
    Any,
}

impl JsonSchema for Apps {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Apps".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`any`, or a list of the workspace's apps by their names.",
            "type": ["string", "array"],
            "pattern": "^any$",
            "items": { "type": "string", "minLength": 1 },
            "minItems": 1,
            "uniqueItems": true,
            "errorMessage": "expected `any` or a list of apps",
            "examples": ["any", ["storefront"]],
        })
    }
}

/// Why a conversion event cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConversionError {
    #[error("expected one event and `within`, such as {{ makes_purchase: any, within: 7d }}")]
    NotOneEvent,
    #[error("expected a number with `s`, `m`, `h` or `d`, such as 3d")]
    Window,
    #[error("a conversion window is at most 30 days")]
    Long,
}

impl Conversion {
    /// The event with its window in seconds.
    pub fn to_model(&self) -> Result<model::Conversion, ConversionError> {
        let named = |apps: &Apps| match apps {
            Apps::Any(Any::Any) => Vec::new(),
            Apps::Named(apps) => apps.clone(),
        };
        let performs = self.performs_custom_event.clone();
        let said = |truth: Option<bool>| truth.filter(|truth| *truth);
        let events = [
            performs.map(|name| ConversionEvent::PerformsCustomEvent { name }),
            self.makes_purchase.clone().map(|product| match product {
                Product::Any => ConversionEvent::MakesAnyPurchase,
                Product::Named(product) => ConversionEvent::MakesSpecificPurchase { product },
            }),
            self.starts_session
                .as_ref()
                .map(|it| ConversionEvent::StartsSession { apps: named(it) }),
            self.upgrades_app.as_ref().map(|it| ConversionEvent::UpgradesApp { apps: named(it) }),
            said(self.opens_email).map(|_| ConversionEvent::OpensEmail),
            said(self.clicks_email).map(|_| ConversionEvent::ClicksEmail),
        ];
        let mut events = events.into_iter().flatten();
        match (events.next(), events.next()) {
            (Some(event), None) => {
                Ok(model::Conversion { event, within_seconds: seconds(&self.within)? })
            }
            _ => Err(ConversionError::NotOneEvent),
        }
    }
}

fn seconds(within: &str) -> Result<u64, ConversionError> {
    let last = within.chars().next_back().ok_or(ConversionError::Window)?;
    let unit = match last {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(ConversionError::Window),
    };
    let number = &within[..within.len() - 1];
    if number.is_empty() || number.starts_with('0') || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ConversionError::Window);
    }
    // Digits alone that do not fit are a window that is too long.
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds
        .filter(|seconds| *seconds <= model::Conversion::MAX_SECONDS)
        .ok_or(ConversionError::Long)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(event: serde_json::Value) -> Result<model::Conversion, ConversionError> {
        serde_json::from_value::<Conversion>(event).unwrap().to_model()
    }

    #[test]
    fn each_form_is_one_event() {
        let check = |form, event, within_seconds| {
            assert_eq!(read(form), Ok(model::Conversion { event, within_seconds }));
        };
        check(
            json!({ "performs_custom_event": "opened", "within": "45s" }),
            ConversionEvent::PerformsCustomEvent { name: "opened".to_owned() },
            45,
        );
        check(
            json!({ "makes_purchase": "any", "within": "30m" }),
            ConversionEvent::MakesAnyPurchase,
            1_800,
        );
        check(
            json!({ "makes_purchase": "lamp", "within": "12h" }),
            ConversionEvent::MakesSpecificPurchase { product: "lamp".to_owned() },
            43_200,
        );
        check(
            json!({ "starts_session": "any", "within": "30d" }),
            ConversionEvent::StartsSession { apps: Vec::new() },
            2_592_000,
        );
        check(
            json!({ "upgrades_app": ["shop"], "within": "1d" }),
            ConversionEvent::UpgradesApp { apps: vec!["shop".to_owned()] },
            86_400,
        );
        check(json!({ "opens_email": true, "within": "1d" }), ConversionEvent::OpensEmail, 86_400);
        check(
            json!({ "clicks_email": true, "within": "1d" }),
            ConversionEvent::ClicksEmail,
            86_400,
        );
    }

    #[test]
    fn what_is_no_event_or_no_window_is_refused() {
        let check = |form, error| assert_eq!(read(form), Err(error));
        check(json!({ "within": "1d" }), ConversionError::NotOneEvent);
        check(json!({ "opens_email": false, "within": "1d" }), ConversionError::NotOneEvent);
        let two = json!({ "opens_email": true, "clicks_email": true, "within": "1d" });
        check(two, ConversionError::NotOneEvent);
        for within in ["", "d", "0d", "3", "3w", "-3d", "3 d", "३d", "3é"] {
            check(json!({ "makes_purchase": "any", "within": within }), ConversionError::Window);
        }
        for within in ["31d", "721h", "2592001s", "99999999999999999999d"] {
            check(json!({ "makes_purchase": "any", "within": within }), ConversionError::Long);
        }
    }
}
