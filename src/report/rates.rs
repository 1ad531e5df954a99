//! Shares that people ask for, as Braze's dashboard derives them ("Campaign analytics").

use super::Interval;
use crate::model::{Channel, Counters};

/// A part of a whole. A share above 1 is possible (one recipient may convert once per channel);
/// it then has no interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    pub name: &'static str,
    pub part: u64,
    pub whole: u64,
    /// `None` of nothing.
    pub share: Option<f64>,
    pub interval: Option<Interval>,
}

impl Rate {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn new(name: &'static str, part: u64, whole: u64) -> Self {
        let share = (whole > 0).then(|| part as f64 / whole as f64);
        Self { name, part, whole, share, interval: Interval::wilson(part, whole) }
    }
}

/// Name, part, whole. The whole may be `deliveries`, which is derived itself.
type Formula = (&'static str, &'static str, &'static str);

const DELIVERIES: &str = "deliveries";

const EMAIL: &[Formula] = &[
    ("deliveries", DELIVERIES, "sent"),
    ("unique_opens", "unique_opens", DELIVERIES),
    ("unique_clicks", "unique_clicks", DELIVERIES),
    ("click_to_open", "unique_clicks", "unique_opens"),
    ("unsubscribes", "unsubscribes", DELIVERIES),
    ("spam", "reported_spam", "sent"),
];
const PUSH: &[Formula] =
    &[("deliveries", DELIVERIES, "sent"), ("direct_opens", "direct_opens", DELIVERIES)];
const SMS: &[Formula] = &[
    ("deliveries", DELIVERIES, "sent"),
    ("clicks", "clicks", DELIVERIES),
    ("opt_outs", "opt_out", DELIVERIES),
];
const WHATS_APP: &[Formula] = &[("deliveries", DELIVERIES, "sent"), ("reads", "read", DELIVERIES)];
const CONTENT_CARD: &[Formula] = &[
    ("unique_impressions", "unique_impressions", "sent"),
    ("unique_clicks", "unique_clicks", "unique_impressions"),
    ("unique_dismissals", "unique_dismissals", "unique_impressions"),
];

/// The counters of conversion events A to D in a row, and the names of their rates.
pub(super) const CONVERSIONS: [(&str, &str); 4] = [
    ("conversions", "conversions_a"),
    ("conversions1", "conversions_b"),
    ("conversions2", "conversions_c"),
    ("conversions3", "conversions_d"),
];

/// What arrived: counted, or what did not bounce; `None` for channels that do not tell.
pub(super) fn deliveries(channel: Option<Channel>, counters: &Counters) -> Option<u64> {
    match channel? {
        Channel::Email
        | Channel::AndroidPush
        | Channel::ApplePush
        | Channel::KindlePush
        | Channel::WebPush => {
            let bounces = counters.get("bounces").copied().unwrap_or_default();
            Some(counters.get("sent")?.saturating_sub(bounces))
        }
        Channel::Sms | Channel::WhatsApp => counters.get("delivered").copied(),
        Channel::ContentCard | Channel::Webhook => None,
    }
}

/// The rates whose parts and wholes the series has.
pub(super) fn rates(
    channel: Option<Channel>,
    counters: &Counters,
    unique_recipients: Option<u64>,
) -> Vec<Rate> {
    let count = |name: &str| match name {
        DELIVERIES => deliveries(channel, counters),
        name => counters.get(name).copied(),
    };
    let formulas = formulas(channel).iter();
    let engagement = formulas
        .filter_map(|(name, part, whole)| Some(Rate::new(name, count(part)?, count(whole)?)));
    let conversions = CONVERSIONS
        .iter()
        .filter_map(|(part, name)| Some(Rate::new(name, count(part)?, unique_recipients?)));
    engagement.chain(conversions).collect()
}

fn formulas(channel: Option<Channel>) -> &'static [Formula] {
    match channel {
        Some(Channel::Email) => EMAIL,
        Some(
            Channel::AndroidPush | Channel::ApplePush | Channel::KindlePush | Channel::WebPush,
        ) => PUSH,
        Some(Channel::Sms) => SMS,
        Some(Channel::WhatsApp) => WHATS_APP,
        Some(Channel::ContentCard) => CONTENT_CARD,
        // Whether `sent` has the errors in it is not documented.
        Some(Channel::Webhook) | None => &[],
    }
}
