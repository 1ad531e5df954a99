//! REST API keys.

use std::collections::BTreeSet;
use std::net::IpAddr;

/// A REST API key and what it may do.
#[derive(Clone, Debug)]
pub struct Key {
    pub secret: String,
    pub permissions: Permissions,
    /// The addresses that may use it; none: all.
    pub allowed_ips: Vec<IpAddr>,
}

impl Key {
    /// One that may do everything, from everywhere.
    pub fn of(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), permissions: Permissions::All, allowed_ips: Vec::new() }
    }
}

#[derive(Clone, Debug)]
pub enum Permissions {
    All,
    /// By name: `messages.send`, `campaigns.list`.
    Only(BTreeSet<String>),
}

impl Permissions {
    pub(in crate::sandbox) fn include(&self, permission: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(permission),
        }
    }
}
