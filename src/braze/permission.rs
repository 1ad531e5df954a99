//! What a key has to be allowed for each call ("REST API keys").

/// Paths with the permission that each needs.
const PERMISSIONS: &[(&str, &str)] = &[
    ("/messages/send", "messages.send"),
    ("/messages/schedule/create", "messages.schedule.create"),
    ("/messages/schedule/update", "messages.schedule.update"),
    ("/messages/schedule/delete", "messages.schedule.delete"),
    ("/campaigns/list", "campaigns.list"),
    ("/campaigns/details", "campaigns.details"),
    ("/campaigns/data_series", "campaigns.data_series"),
    ("/campaigns/duplicate", "campaigns.duplicate"),
    ("/sends/id/create", "sends.id.create"),
    ("/sends/data_series", "sends.data_series"),
    ("/segments/list", "segments.list"),
    ("/segments/details", "segments.details"),
    ("/users/track", "users.track"),
    ("/subscription/status/get", "subscription.status.get"),
];

/// The permission for the path that a text names.
pub(super) fn named_in(text: &str) -> Option<&'static str> {
    let found = PERMISSIONS
        .iter()
        .find(|(path, _)| text.split([' ', '(', ')', ',']).any(|word| word == *path));
    found.map(|(_, permission)| *permission)
}
