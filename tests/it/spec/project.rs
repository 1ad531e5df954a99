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
    insta::assert_snapshot!(aimed("http://rest.iad-03.braze.com"), @"");
    insta::assert_snapshot!(aimed("https://dashboard-03.braze.com"), @"");
    insta::assert_snapshot!(aimed("'rest.iad-03.braze.com'"), @"");
    let (project, _) =
        World::new().project(&PROJECT.replace("rest.iad-03.braze.com", "evil.example")).read();
    let target = project.unwrap().workspaces[1].target.clone();
    assert!(matches!(target, Target::Endpoint { foreign: true, .. }));
}

#[test]
fn a_key_is_named_and_never_written() {
    insta::assert_snapshot!(check(&PROJECT.replace("BRAZE_API_KEY", "AWS_SECRET_ACCESS_KEY")), @"");
    insta::assert_snapshot!(check(&PROJECT.replace("{ env: BRAZE_API_KEY }", "0123-4567-secret")), @"");
}

#[test]
fn mistakes_are_told_all_at_once() {
    insta::assert_snapshot!(check("version: 2\nlineage: mine\ndefault_workspace: lokal\nworkspace: {}\nworkspaces:\n  local: { sandbox: {}, vars: { my-site: x, list: [1] } }\n  Staging: { sandbox: {} }\n  bare: {}\n"), @"");
    insta::assert_snapshot!(check(""), @"");
    insta::assert_snapshot!(check("a: ["), @"");
}
