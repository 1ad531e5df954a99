//! Conversion events in words, as people set them in the dashboard.

use crate::model::{Conversion, ConversionEvent};

/// `performs the custom event "looked", within 3 days`.
pub fn conversion_in_words(conversion: &Conversion) -> String {
    let Conversion { event, within_seconds } = conversion;
    let event = match event {
        ConversionEvent::ClicksEmail => "clicks email".to_owned(),
        ConversionEvent::MakesAnyPurchase => "makes any purchase".to_owned(),
        ConversionEvent::MakesSpecificPurchase { product } => {
            format!("makes a specific purchase, {}", quoted(product))
        }
        ConversionEvent::OpensEmail => "opens email".to_owned(),
        ConversionEvent::PerformsCustomEvent { name } => {
            format!("performs the custom event {}", quoted(name))
        }
        ConversionEvent::StartsSession { apps } => format!("starts a session in {}", any(apps)),
        ConversionEvent::UpgradesApp { apps } => format!("upgrades {}", any(apps)),
        ConversionEvent::Other { kind } => quoted(kind),
    };
    format!("{event}, within {}", window(*within_seconds))
}

fn any(apps: &[String]) -> String {
    if apps.is_empty() { "any app".to_owned() } else { list(apps) }
}

fn window(seconds: u64) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let (size, unit) =
        units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size)).unwrap_or((1, "second"));
    let count = seconds / size;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

pub(super) fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
