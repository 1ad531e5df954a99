//! `campaignctl.yaml`: what is read, and what is refused.

use campaignctl::spec::{Target, UnknownRecipients};

use super::{PROJECT, World, said};

fn check(text: &str) -> String {
    said(&World::new().project(text).read().1)
}

#[test]
fn a_project_is_read() {
    let (project, diagnostics) = World::new().read();
    assert_eq!(said(&diagnostics), "");
    let project = project.unwrap();
    assert_eq!(project.campaigns, ["campaigns/**/*.yaml"]);
    assert_eq!(project.default_workspace.as_str(), "local");
    let targets: Vec<_> = project.workspaces.values().map(|space| space.target.clone()).collect();
    let sandbox = Target::Sandbox { unknown_recipients: UnknownRecipients::Create };
    let endpoint = Target::Endpoint {
        url: "https://rest.iad-03.braze.com".to_owned(),
        api_key_env: "BRAZE_API_KEY".to_owned(),
        foreign: false,
    };
    assert_eq!(targets, [sandbox, endpoint]);
}

#[test]
fn keys_go_to_known_hosts_only() {
    let aimed = |url: &str| check(&PROJECT.replace("https://rest.iad-03.braze.com", url));
    insta::assert_snapshot!(aimed("http://rest.iad-03.braze.com"), @"campaignctl.yaml:12:15 «http://rest.iad-03.braze.com» error[endpoint] a live endpoint is `https`; `http` is for this machine only");
    insta::assert_snapshot!(aimed("https://dashboard-03.braze.com"), @r"
    campaignctl.yaml:12:15 «https://dashboard-03.braze.com» error[endpoint] this is not a REST endpoint
        help: Braze's REST endpoints begin with `https://rest.`
    ");
    insta::assert_snapshot!(aimed("'rest.iad-03.braze.com'"), @"campaignctl.yaml:12:15 «'rest.iad-03.braze.com'» error[invalid-value] expected the endpoint's address alone, such as https://rest.iad-03.braze.com");
    let (project, _) =
        World::new().project(&PROJECT.replace("rest.iad-03.braze.com", "evil.example")).read();
    let target = project.unwrap().workspaces[1].target.clone();
    assert!(matches!(target, Target::Endpoint { foreign: true, .. }));
}

#[test]
fn a_key_is_named_and_never_written() {
    insta::assert_snapshot!(check(&PROJECT.replace("BRAZE_API_KEY", "AWS_SECRET_ACCESS_KEY")), @"campaignctl.yaml:13:21 «AWS_SECRET_ACCESS_KEY» error[invalid-value] expected the name of an environment variable that begins with BRAZE_");
    insta::assert_snapshot!(check(&PROJECT.replace("{ env: BRAZE_API_KEY }", "0123-4567-secret")), @r"
    campaignctl.yaml:13:14 «» error[wrong-type] expected a map of fields
        help: name the variable that holds the key: `api_key: { env: BRAZE_API_KEY_PROD }`
    ");
    insta::assert_snapshot!(check(&PROJECT.replace("sandbox: {}", "sandbox: true")), @r"
    campaignctl.yaml:9:14 «true» error[wrong-type] expected a map of fields
        help: write `sandbox: {}`
    ");
}

#[test]
fn mistakes_are_told_all_at_once() {
    insta::assert_snapshot!(check("version: 2\nlineage: mine\ndefault_workspace: lokal\nworkspace: {}\nworkspaces:\n  local: { sandbox: {}, vars: { my-site: x, list: [1] } }\n  Staging: { sandbox: {} }\n  bare: {}\n"), @r"
    campaignctl.yaml:1:10 «2» error[unknown-value] expected `1`
    campaignctl.yaml:2:10 «mine» error[invalid-value] expected a UUID, such as 7c9e6679-7425-40de-944b-e07fc1f90ae7
    campaignctl.yaml:3:20 «lokal» error[unknown-workspace] there is no workspace `lokal`
        help: did you mean `local`?
    campaignctl.yaml:4:1 «workspace» error[unknown-field] unknown field `workspace`
        help: `workspaces` is here already
    campaignctl.yaml:6:33 «my-site» error[invalid-key] expected a name: letters, digits and `_`, not beginning with a digit
    campaignctl.yaml:6:45 «list» error[wrong-type] expected a text, a number, or `true` or `false`
        help: quote it, if the brackets belong to the text
    campaignctl.yaml:7:3 «Staging» error[invalid-key] expected a key: up to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit
        help: did you mean `staging`?
    campaignctl.yaml:8:3 «bare» error[missing-field] expected `sandbox`, or `endpoint` with `api_key`
    ");
    insta::assert_snapshot!(check(""), @r"
    campaignctl.yaml:1:1 «» error[missing-field] the file is empty
        help: `campaignctl init` writes one
    ");
    insta::assert_snapshot!(check("a: ["), @r"
    campaignctl.yaml:1:4 «[» error[syntax] this `[` is never closed
        help: write `]` where it ends; quote a text that begins with `[`
    ");
}
