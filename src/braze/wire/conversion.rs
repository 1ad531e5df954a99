//! An element of `conversion_behaviors` ("Export campaign details").

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lenient::count;
use crate::model::{Conversion, ConversionEvent};

/// Read from exports, and written to the sandbox in the same shape.
#[derive(Deserialize, Serialize)]
pub(in crate::braze) struct Behavior {
    #[serde(rename = "type", default)]
    kind: String,
    /// Seconds.
    #[serde(default)]
    window: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom_event_name: Option<String>,
    /// Null means any app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app_ids: Option<Vec<String>>,
}

impl From<Behavior> for Conversion {
    fn from(behavior: Behavior) -> Self {
        let within_seconds = count(&behavior.window).unwrap_or_default();
        Self { event: event(behavior), within_seconds }
    }
}

fn event(behavior: Behavior) -> ConversionEvent {
    let Behavior { kind, window: _, product, custom_event_name, app_ids } = behavior;
    let apps = app_ids.unwrap_or_default();
    match (kind.as_str(), product, custom_event_name) {
        ("Clicks Email", ..) => ConversionEvent::ClicksEmail,
        ("Opens Email", ..) => ConversionEvent::OpensEmail,
        ("Makes Any Purchase", ..) => ConversionEvent::MakesAnyPurchase,
        ("Makes Specific Purchase", Some(product), _) => {
            ConversionEvent::MakesSpecificPurchase { product }
        }
        ("Performs Custom Event", _, Some(name)) => ConversionEvent::PerformsCustomEvent { name },
        ("Upgrades App", ..) => ConversionEvent::UpgradesApp { apps },
        ("Starts Session", ..) => ConversionEvent::StartsSession { apps },
        _ => ConversionEvent::Other { kind },
    }
}

impl From<&Conversion> for Behavior {
    fn from(conversion: &Conversion) -> Self {
        let (mut product, mut custom_event_name, mut app_ids) = (None, None, None);
        let some = |apps: &Vec<String>| (!apps.is_empty()).then(|| apps.clone());
        let kind = match &conversion.event {
            ConversionEvent::ClicksEmail => "Clicks Email",
            ConversionEvent::OpensEmail => "Opens Email",
            ConversionEvent::MakesAnyPurchase => "Makes Any Purchase",
            ConversionEvent::MakesSpecificPurchase { product: bought } => {
                product = Some(bought.clone());
                "Makes Specific Purchase"
            }
            ConversionEvent::PerformsCustomEvent { name } => {
                custom_event_name = Some(name.clone());
                "Performs Custom Event"
            }
            ConversionEvent::UpgradesApp { apps } => {
                app_ids = some(apps);
                "Upgrades App"
            }
            ConversionEvent::StartsSession { apps } => {
                app_ids = some(apps);
                "Starts Session"
            }
            ConversionEvent::Other { kind } => kind,
        };
        let window = conversion.within_seconds.into();
        Self { kind: kind.to_owned(), window, product, custom_event_name, app_ids }
    }
}
