//! `conversions`: what counts, and for how long.

use crate::model::{Conversion, ConversionEvent};
use crate::yaml::Node;

/// The forms in which an event is written, each with its value.
const FORMS: &[&str] = &[
    "performs_custom_event",
    "makes_purchase",
    "starts_session",
    "opens_email",
    "clicks_email",
    "upgrades_app",
];

/// One conversion event as it was written.
///
/// # Errors
/// Says what is wrong, and in which key (empty: in the event as a whole).
pub(super) fn read(node: &Node) -> Result<Conversion, (&'static str, String)> {
    let mut forms = FORMS.iter().filter(|form| node.get(form).is_some());
    let form = match (forms.next(), forms.next()) {
        (Some(form), None) => *form,
        (None, _) => {
            return Err((
                "",
                "a conversion names its event, such as `makes_purchase: any`".to_owned(),
            ));
        }
        (Some(_), Some(second)) => return Err((second, "a conversion has one event".to_owned())),
    };
    let within = node.get("within").and_then(|within| within.text());
    let within =
        within.ok_or(("", "a conversion has a window, such as `within: 3d`".to_owned()))?;
    let within_seconds = seconds(within).map_err(|why| ("within", why))?;
    let value = node.get(form).map_or(node, |value| value);
    Ok(Conversion { event: event(form, value).map_err(|why| (form, why))?, within_seconds })
}

fn event(form: &str, value: &Node) -> Result<ConversionEvent, String> {
    let text = || value.text().filter(|text| !text.is_empty()).map(str::to_owned);
    let event = match form {
        "performs_custom_event" => text().map(|name| ConversionEvent::PerformsCustomEvent { name }),
        "makes_purchase" => text().map(|product| match product.as_str() {
            "any" => ConversionEvent::MakesAnyPurchase,
            _ => ConversionEvent::MakesSpecificPurchase { product },
        }),
        "starts_session" => apps(value).map(|apps| ConversionEvent::StartsSession { apps }),
        "upgrades_app" => apps(value).map(|apps| ConversionEvent::UpgradesApp { apps }),
        "opens_email" => (value.bool() == Some(true)).then_some(ConversionEvent::OpensEmail),
        _ => (value.bool() == Some(true)).then_some(ConversionEvent::ClicksEmail),
    };
    event.ok_or_else(|| match form {
        "performs_custom_event" => "write the event's name".to_owned(),
        "makes_purchase" => "write `any` or a product's id".to_owned(),
        "starts_session" | "upgrades_app" => "write `any` or a list of apps".to_owned(),
        _ => "write `true`, or leave the event out".to_owned(),
    })
}

/// `any` is no app in particular.
fn apps(value: &Node) -> Option<Vec<String>> {
    if value.text() == Some("any") {
        return Some(Vec::new());
    }
    let apps: Vec<_> =
        value.items().iter().filter_map(|app| app.text()).map(str::to_owned).collect();
    (!apps.is_empty()).then_some(apps)
}

/// `3d`, `12h`, `30m` or `45s` in seconds, at most 30 days.
fn seconds(written: &str) -> Result<u64, String> {
    let form =
        || format!("`{written}` is no duration; write a whole number and `d`, `h`, `m` or `s`");
    let unit = written.chars().last().ok_or_else(form)?;
    let scale = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return Err(form()),
    };
    let digits = &written[..written.len() - 1];
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(form());
    }
    let seconds = digits.parse::<u64>().ok().and_then(|count| count.checked_mul(scale));
    match seconds {
        Some(1..=Conversion::MAX_SECONDS) => Ok(seconds.unwrap_or_default()),
        Some(0) => Err("a window is longer than nothing".to_owned()),
        _ => Err("a window is at most 30 days".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn check(text: &str) -> String {
        let (_, roots, _) = yaml::read("a.yaml", text.as_bytes(), &yaml::Limits::default());
        match read(&roots[0]) {
            Ok(Conversion { event, within_seconds }) => format!("{event:?} in {within_seconds}"),
            Err((key, why)) => format!("{key}: {why}"),
        }
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(
            check("{ performs_custom_event: seen, within: 3d }"),
            r#"PerformsCustomEvent { name: "seen" } in 259200"#
        );
        assert_eq!(check("{ makes_purchase: any, within: 12h }"), "MakesAnyPurchase in 43200");
        assert_eq!(
            check("{ makes_purchase: sku-1, within: 30m }"),
            r#"MakesSpecificPurchase { product: "sku-1" } in 1800"#
        );
        assert_eq!(
            check("{ starts_session: any, within: 45s }"),
            "StartsSession { apps: [] } in 45"
        );
        assert_eq!(
            check("{ upgrades_app: [ios], within: 30d }"),
            r#"UpgradesApp { apps: ["ios"] } in 2592000"#
        );
        assert_eq!(check("{ opens_email: true, within: 1d }"), "OpensEmail in 86400");
        assert_eq!(check("{ clicks_email: true, within: 1d }"), "ClicksEmail in 86400");
    }

    #[test]
    fn windows_have_a_unit_and_an_end() {
        assert_eq!(
            check("{ opens_email: true, within: 31d }"),
            "within: a window is at most 30 days"
        );
        assert_eq!(
            check("{ opens_email: true, within: 0d }"),
            "within: a window is longer than nothing"
        );
        assert_eq!(
            check("{ opens_email: true, within: 3w }"),
            "within: `3w` is no duration; write a whole number and `d`, `h`, `m` or `s`"
        );
        assert_eq!(
            check("{ opens_email: true, within: 99999999999999999999d }"),
            "within: a window is at most 30 days"
        );
        assert_eq!(
            check("{ opens_email: false, within: 1d }"),
            "opens_email: write `true`, or leave the event out"
        );
        assert_eq!(
            check("{ within: 1d }"),
            ": a conversion names its event, such as `makes_purchase: any`"
        );
    }
}
