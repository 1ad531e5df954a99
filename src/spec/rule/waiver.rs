//! Rules about waivers.

use super::{Rule, Severity::Error, Severity::Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "malformed-waiver",
        severity: Error,
        summary: "a waiver says `campaignctl: allow RULE because REASON`",
        why: "Whoever reads the file next year wants to know why the rule does not count here.",
        example: "campaign: example\nmessages:\n  m:\n    channel: apple_push\n    alert: Hi\n    \
            # campaignctl: allow missing-subject\n    custom_uri: shop://orders\n",
        mend: "campaign: example\nmessages:\n  m:\n    channel: apple_push\n    alert: Hi\n    \
            # campaignctl: allow insecure-link because the old shop has no certificate\n    \
            custom_uri: http://old.example.com/orders\n",
    },
    Rule {
        id: "unused-waiver",
        severity: Warning,
        summary: "a waiver waives something",
        why: "One that is left behind would hide the next mistake of its kind.",
        example: "campaign: example\nmessages:\n  m:\n    channel: apple_push\n    alert: Hi\n    \
            # campaignctl: allow insecure-link because the old shop has no certificate\n    \
            custom_uri: https://shop.example.com/orders\n",
        mend: "campaign: example\nmessages:\n  m:\n    channel: apple_push\n    alert: Hi\n    \
            custom_uri: https://shop.example.com/orders\n",
    },
];
