//! Rules about the project and its files.

use super::{Rule, Severity::Error, Severity::Warning};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-project",
        severity: Error,
        summary: "a project has a file `campaignctl.yaml` in its folder",
        why: "Every command works on the project of the present folder, or of the one that `-C DIR` names.",
        example: "# campaigns/example.yaml\ncampaign: example\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            default_workspace: local\n\
            workspaces:\n  local: { sandbox: {} }\n",
    },
    Rule {
        id: "unreadable-file",
        severity: Error,
        summary: "every file of the project can be read",
        why: "What cannot be read may define a campaign, so nothing is retired while there is such a file. \
            A folder, a pipe, a link that leads out of the project or a file without permission is none.",
        example: "# campaigns/example.yaml\n… a folder …\n",
        mend: "# campaigns/example.yaml\ncampaign: example\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
    Rule {
        id: "endpoint",
        severity: Error,
        summary: "a live endpoint is one of Braze's REST endpoints, over `https`",
        why: "The API key goes where the endpoint says, so the dashboard's address or an open connection \
            will not do. `http` is for this machine only.",
        example: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            default_workspace: production\nworkspaces:\n  \
            production:\n    endpoint: https://dashboard-03.braze.com\n    api_key: { env: BRAZE_API_KEY }\n",
        mend: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            default_workspace: production\nworkspaces:\n  \
            production:\n    endpoint: https://rest.iad-03.braze.com\n    api_key: { env: BRAZE_API_KEY }\n",
    },
    Rule {
        id: "unknown-lint",
        severity: Error,
        summary: "`lints` and waivers name rules that exist and may be chosen",
        why: "A slip in a rule's id would silently leave the rule as it is. Mistakes that make a definition \
            ambiguous cannot be switched off.",
        example: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            default_workspace: local\n\
            lints: { insecure-lnk: error }\nworkspaces:\n  local: { sandbox: {} }\n",
        mend: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            default_workspace: local\n\
            lints: { insecure-link: error }\nworkspaces:\n  local: { sandbox: {} }\n",
    },
    Rule {
        id: "unmatched-pattern",
        severity: Warning,
        summary: "each pattern of `campaigns` matches a file, and no ending keeps a file from it",
        why: "What a pattern misses is not defined: nobody checks it, and what was applied of it is retired. \
            A file that would match but for its ending (`.yml` beside `.yaml`) is named.",
        example: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            campaigns: [campaigns/**/*.yaml, newsletter/*.yaml]\n\
            default_workspace: local\n\
            workspaces:\n  local: { sandbox: {} }\n\
            # campaigns/example.yaml\ncampaign: example\nmessages:\n  m: { channel: webhook, draft: true }\n",
        mend: "# campaignctl.yaml\nversion: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
            campaigns: [campaigns/**/*.yaml, newsletters/*.yaml]\n\
            default_workspace: local\n\
            workspaces:\n  local: { sandbox: {} }\n\
            # campaigns/example.yaml\ncampaign: example\nmessages:\n  m: { channel: webhook, draft: true }\n\
            # newsletters/june.yaml\ncampaign: june\nmessages:\n  m: { channel: webhook, draft: true }\n",
    },
    Rule {
        id: "unknown-workspace",
        severity: Error,
        summary: "`workspaces` and `default_workspace` name workspaces of the project",
        why: "A campaign that is limited to a workspace that does not exist would exist nowhere.",
        example: "campaign: example\nworkspaces: [producton]\nmessages:\n  m: { channel: sms, body: Hi }\n",
        mend: "campaign: example\nworkspaces: [production]\nmessages:\n  m: { channel: sms, body: Hi }\n",
    },
];
