//! Rules about fields and their values.

use super::{Rule, Severity::Error};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "unknown-field",
        severity: Error,
        summary: "fields have the names that the schema gives them",
        why: "Braze drops a field that it does not know without a word, so a slip would be sent as a gap.",
        example: "campaign: example\nmessages:\n  m: { channel: email, subjcet: Hi, subject: Hi, body: <p>Hi</p> }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: email, subject: Hi, body: <p>Hi</p> }\n",
    },
    Rule {
        id: "unknown-value",
        severity: Error,
        summary: "a field with a choice of words has one of them",
        why: "Braze refuses any other word, or takes it for its default.",
        example: "campaign: example\nmessages:\n  m: { channel: apple-push, alert: Hi }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: apple_push, alert: Hi }\n",
    },
    Rule {
        id: "wrong-type",
        severity: Error,
        summary: "a value has the type of its field",
        why: "Braze takes no text for a list, and `yes` is a text in YAML 1.2.",
        example: "campaign: example\ntags: spring\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\ntags: [spring]\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "invalid-value",
        severity: Error,
        summary: "a value keeps to the form and limits of its field",
        why: "Braze would refuse it, or cut it off.",
        example: "campaign: Spring Sale\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: spring-sale\nname: Spring Sale\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "invalid-key",
        severity: Error,
        summary: "keys of messages, names of params, variables and secrets are plain words",
        why: "They stand in lockfiles, references and the names of environment variables.",
        example: "campaign: example\nmessages:\n  First SMS: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nmessages:\n  first-sms: { channel: sms, name: First SMS, body: Hi }\n",
    },
    Rule {
        id: "missing-field",
        severity: Error,
        summary: "what a campaign, a message or a workspace cannot do without is there",
        why: "Braze refuses a message without it. The defaults of the project count.",
        example: "campaign: example\nmessages:\n  m: { channel: webhook, url: \"https://erp.example.com/hooks\" }\n",
        mend: "campaign: example\nmessages:\n  \
            m: { channel: webhook, url: \"https://erp.example.com/hooks\", request_method: POST }\n",
    },
    Rule {
        id: "conversion",
        severity: Error,
        summary: "a conversion is one event with a time within which it counts",
        why: "Braze has conversion events A to D, each with a deadline of at most 30 days, and freezes them \
            at launch.",
        example: "campaign: example\nconversions:\n  - { makes_purchase: any, within: 31d }\n\
            messages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nconversions:\n  - { makes_purchase: any, within: 30d }\n\
            messages:\n  m: { channel: sms, body: Hi }\n",
    },
];
