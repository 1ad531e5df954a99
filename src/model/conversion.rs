//! What counts as a conversion. Up to four per campaign, A (primary) to D ("Conversion events").

use serde::{Deserialize, Serialize};

/// One conversion event with its deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    #[serde(flatten)]
    pub event: ConversionEvent,
    /// The window after receipt, in seconds; at most 30 days.
    pub within_seconds: u64,
}

/// The events that the dashboard offers. The serialised form is ours (lockfile, plans, JSON).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ConversionEvent {
    ClicksEmail,
    MakesAnyPurchase,
    MakesSpecificPurchase {
        product: String,
    },
    OpensEmail,
    PerformsCustomEvent {
        name: String,
    },
    /// An empty list means any app.
    StartsSession {
        apps: Vec<String>,
    },
    /// An empty list means any app.
    UpgradesApp {
        apps: Vec<String>,
    },
    /// A type that this version does not know, as Braze's export spells it.
    Other {
        kind: String,
    },
}

impl Conversion {
    /// The longest window that the dashboard allows: 30 days.
    pub const MAX_SECONDS: u64 = 30 * 86_400;
    /// A to D.
    pub const MAX_COUNT: usize = 4;
}
