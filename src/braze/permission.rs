//! What a key has to be allowed for each call ("REST API keys").

use crate::port::Method;

/// One of the calls that this program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    /// The commands that cannot do without it.
    pub needed_by: &'static str,
}

/// Every permission that a command needs, and the calls that need them.
pub const PERMISSIONS: &[Permission] = &[
    get("campaigns.list", "/campaigns/list", "plan, apply"),
    get("campaigns.details", "/campaigns/details", "plan, apply"),
    post("campaigns.duplicate", "/campaigns/duplicate", "apply, to copy templates"),
    post("messages.send", "/messages/send", "send"),
    get("campaigns.data_series", "/campaigns/data_series", "report"),
    get("segments.list", "/segments/list", "doctor, for names of segments"),
    get("segments.details", "/segments/details", "apply, for a proof that is a segment"),
    get("subscription.status.get", "/subscription/status/get", "doctor, for subscription groups"),
];

const fn get(name: &'static str, path: &'static str, needed_by: &'static str) -> Permission {
    Permission { name, method: Method::Get, path, needed_by }
}

const fn post(name: &'static str, path: &'static str, needed_by: &'static str) -> Permission {
    Permission { name, method: Method::Post, path, needed_by }
}

/// The permission for the path that a text names.
pub(super) fn named_in(text: &str) -> Option<&'static str> {
    let names = |path: &str| text.split([' ', '(', ')', ',']).any(|word| word == path);
    PERMISSIONS.iter().find(|one| names(one.path)).map(|one| one.name)
}
