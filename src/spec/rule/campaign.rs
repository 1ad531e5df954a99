//! Rules about campaigns and messages among each other.

use super::{Rule, Severity::Error, Severity::Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "empty-file",
        severity: Warning,
        summary: "a campaign file has a campaign",
        why: "It may have lost its content; a campaign that is not defined any more is retired.",
        example: "# campaigns/example.yaml\n\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "duplicate-campaign",
        severity: Error,
        summary: "a campaign is defined once",
        why: "The key is the campaign's identity: ids are recorded under it.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: Hi }\n---\n\
            campaign: example\nmessages:\n  m: { channel: sms, body: Ho }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: Hi }\n---\n\
            campaign: another\nmessages:\n  m: { channel: sms, body: Ho }\n",
    },
    Rule {
        id: "duplicate-title",
        severity: Warning,
        summary: "campaigns, and messages of one channel, have different titles",
        why: "People find them by title in the dashboard, and so does the tool when it looks for what they made.",
        example: "campaign: example\nmessages:\n  a: { channel: sms, name: Hello, body: Hi }\n  \
            b: { channel: sms, name: Hello, body: Ho }\n",
        mend: "campaign: example\nmessages:\n  a: { channel: sms, name: Hello, body: Hi }\n  \
            b: { channel: sms, name: Hello again, body: Ho }\n",
    },
    Rule {
        id: "duplicate-conversion",
        severity: Warning,
        summary: "a campaign counts each conversion once",
        why: "Two equal conversion events report the same number twice, and take one of the four places, \
            which Braze freezes when the campaign is launched.",
        example: "campaign: example\nconversions:\n  - { makes_purchase: any, within: 1d }\n  \
            - { makes_purchase: any, within: 24h }\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nconversions:\n  - { makes_purchase: any, within: 1d }\n  \
            - { makes_purchase: any, within: 7d }\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "email-conversion",
        severity: Warning,
        summary: "who counts opened or clicked emails sends one",
        why: "`opens_email` and `clicks_email` stay at zero in a campaign without an email.",
        example: "campaign: example\nconversions:\n  - { opens_email: true, within: 1d }\n\
            messages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nconversions:\n  - { starts_session: any, within: 1d }\n\
            messages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "moved-from",
        severity: Error,
        summary: "`moved_from` names a key that is not used any more",
        why: "The ids of the old key go to the new one; they cannot belong to both.",
        example: "campaign: example\nmoved_from: example\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nmoved_from: sample\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
];
