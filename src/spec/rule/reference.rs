//! Rules about `@{…}` and names.

use super::{Rule, Severity::Error, Severity::Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "malformed-reference",
        severity: Error,
        summary: "`@{…}` holds the name of a variable, `param.x`, `secret.X` or `file:path`",
        why: "People would otherwise get the reference itself. A literal `@{` is written `@@{`.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: \"See @{ site }\" }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: \"See @{site}\" }\n",
    },
    Rule {
        id: "undefined-variable",
        severity: Error,
        summary: "a variable is defined in every workspace where it is used",
        why: "There is nothing to put in its place.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: \"See @{sites}\" }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: \"See @{site}\" }\n",
    },
    Rule {
        id: "undefined-param",
        severity: Error,
        summary: "a param is declared by its campaign",
        why: "A send supplies the params that are declared, and no others.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: \"Order @{param.order}\" }\n",
        mend: "campaign: example\nparams: { order: string }\nmessages:\n  \
            m: { channel: sms, body: \"Order @{param.order}\" }\n",
    },
    Rule {
        id: "unused-param",
        severity: Warning,
        summary: "a declared param is used by a message",
        why: "Each send would have to supply a value that goes nowhere.",
        example: "campaign: example\nparams: { order: string }\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nparams: { order: string }\nmessages:\n  \
            m: { channel: sms, body: \"Order @{param.order}\" }\n",
    },
    Rule {
        id: "misplaced-reference",
        severity: Error,
        summary: "params stand in what is sent, secrets in a webhook's URL, body and headers",
        why: "A title has no recipient, and a secret in an email would be read by everybody.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: \"Code @{secret.CODE}\" }\n",
        mend: "campaign: example\nmessages:\n  m:\n    channel: webhook\n    url: https://erp.example.com/hooks\n    \
            request_method: POST\n    request_headers: { Authorization: { secret: CODE } }\n",
    },
    Rule {
        id: "param-in-liquid",
        severity: Error,
        summary: "a param does not stand in a Liquid tag, expression or raw block",
        why: "Its value would be run as a part of the template.",
        example: "campaign: example\nparams: { order: string }\nmessages:\n  \
            m: { channel: sms, body: \"{{ '@{param.order}' | upcase }}\" }\n",
        mend: "campaign: example\nparams: { order: string }\nmessages:\n  \
            m: { channel: sms, body: \"{% capture order %}@{param.order}{% endcapture %}{{ order | upcase }}\" }\n",
    },
    Rule {
        id: "param-in-host",
        severity: Error,
        summary: "a param is not the scheme or the host of a URL",
        why: "Whoever supplies its value could lead people, or a webhook's credentials, anywhere.",
        example: "campaign: example\nparams: { shop: string }\nmessages:\n  \
            m: { channel: apple_push, alert: Hi, custom_uri: \"https://@{param.shop}.example.com/\" }\n",
        mend: "campaign: example\nparams: { shop: string }\nmessages:\n  \
            m: { channel: apple_push, alert: Hi, custom_uri: \"https://example.com/@{param.shop}\" }\n",
    },
    Rule {
        id: "unknown-name",
        severity: Error,
        summary: "an app or a subscription group is a name of the workspace, or an id",
        why: "Braze knows ids only; the workspace says which id a name stands for.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, subscription_group_id: sms-uk, body: Hi }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: Hi }\n",
    },
];
