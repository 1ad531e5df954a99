//! What to do about an error, by Braze's prose: it has no codes ("API errors and responses").

use std::borrow::Cow;

use super::permission;
use crate::model::REST_HOSTS;

/// Stands for the permission's name, where it is known.
const PERMISSION: &str = "the permission of this endpoint";
/// Stands for the host and its dashboard, where they are known.
const INSTANCE: &str = "the endpoint is the instance of this workspace";

/// Parts of messages in lower case, and what to do. The first that fits has the word.
const HELP: &[(&str, &str)] = &[
    (
        "invalid whitelisted ips",
        "the key has an IP allowlist and this machine is not on it; use another key or add the address in the dashboard",
    ),
    (
        "invalid api key",
        "check the key, and that the endpoint is the instance of this workspace: another instance refuses every key",
    ),
    (
        "error authenticating credentials",
        "check the key, and that the endpoint is the instance of this workspace",
    ),
    ("unauthorized", "check the key, and that the endpoint is the instance of this workspace"),
    (
        "permission to access",
        "the key lacks the permission of this endpoint; permissions cannot be added to a key, make another key",
    ),
    (
        "access denied",
        "the key lacks the permission of this endpoint, or the path has a typing error; permissions cannot be added to a key, make another key",
    ),
    ("forbidden", "the account is inactive or its plan does not include this endpoint; ask Braze"),
    (
        "message variant unspecified",
        "with a campaign id every message needs its `message_variation_id`; run `apply` so that the lockfile has all of them",
    ),
    (
        "invalid message variant",
        "a `message_variation_id` is not one of this campaign's; compare the lockfile with the campaign's page in the dashboard",
    ),
    (
        "mismatched message type",
        "a `message_variation_id` is of another channel than its message; compare the lockfile with the campaign's page in the dashboard",
    ),
    (
        "invalid campaign id",
        "the campaign may be archived or a draft in the dashboard, or be of another workspace; `campaignctl doctor` and `campaignctl plan` tell",
    ),
    (
        "campaign_id must be a string of the campaign api identifier",
        "this workspace has no campaign with that id; ids are valid in one workspace only",
    ),
    (
        "campaign does not exist",
        "this workspace has no campaign with that id; ids are valid in one workspace only",
    ),
    ("the campaign is archived", "unarchive the campaign in the dashboard, or retire it here"),
    ("the campaign is paused", "resume the campaign in the dashboard"),
    (
        "not a transactional campaign",
        "this endpoint is for transactional email campaigns only; API campaigns are sent with `/messages/send`",
    ),
    (
        "external reference has been queued",
        "the same `external_send_id` is still on its way; ask again later",
    ),
    ("no recipients", "the request names nobody: give ids, aliases, a segment or an audience"),
    (
        "max number of external_ids and aliases per request",
        "a request takes at most 50 ids and aliases together",
    ),
    ("max number of ids per request", "a request takes at most 50 ids"),
    ("no message to send", "the request has no message object for any channel"),
    ("invalid extra push payload", "`extra` of a push must be a map"),
    ("slideup message length exceeded", "the text is longer than 140 characters"),
    (
        "apple push length exceeded",
        "alert, extra and the rest of an iOS push take at most 1,912 bytes",
    ),
    ("android push length exceeded", "alert and extra of an Android push take at most 4,000 bytes"),
    ("max input length exceeded", "`/users/track` takes at most 75 objects in one request"),
    (
        "invalid subscription group",
        "check the id under `subscription_groups` of this workspace; ids are valid in one workspace only",
    ),
    ("invalid url", "Braze has no such path; check the endpoint"),
    ("not found", "there is no such path or object; check the endpoint and the ids"),
    (
        "unsupported media type",
        "the request must be `application/json`; something between here and Braze changed it",
    ),
    ("entity too large", "a request takes at most 4 MB"),
    (
        "rate limited",
        "wait until the limit's window ends; limits are shared by everybody who uses the workspace",
    ),
    ("internal server error", "Braze failed; what was asked may have been done"),
    (
        "bad request",
        "a field has a form that Braze does not take, often a time that does not parse or has passed",
    ),
];

/// What to do about a message of Braze's, with the permission or the host that it is about where the
/// message says which call was made; `None` when nobody knows better than the message.
pub fn help_for(message: &str) -> Option<Cow<'static, str>> {
    let lower = message.to_lowercase();
    let (_, help) = HELP.iter().find(|(part, _)| lower.contains(part))?;
    if help.contains(PERMISSION)
        && let Some(permission) = permission::named_in(message)
    {
        return Some(help.replace(PERMISSION, &format!("the permission `{permission}`")).into());
    }
    if help.contains(INSTANCE)
        && let Some(host) = REST_HOSTS.iter().find(|host| message.contains(**host))
    {
        let dashboard = dashboard_of(host);
        let named = format!("{host} is this workspace's instance: its dashboard is at {dashboard}");
        return Some(help.replace(INSTANCE, &named).into());
    }
    Some((*help).into())
}

/// Where people of an instance log in ("Braze instances").
fn dashboard_of(host: &str) -> String {
    let instance = host.trim_start_matches("rest.");
    if instance == "iad-10.braze.com" {
        return "dashboard.us-10.braze.com".to_owned();
    }
    match instance.split_once('.') {
        Some((name, rest)) if name.starts_with("iad-") || name.starts_with("fra-") => {
            format!("dashboard-{}.{rest}", &name[4..])
        }
        _ => format!("dashboard.{instance}"),
    }
}
