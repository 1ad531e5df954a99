//! Ids that the workspace makes: they follow from a seed and from what is counted, so that the same
//! requests make the same ids, and no two are alike.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// 32 hexadecimal digits, as dispatches have them.
pub(super) fn hex(kind: &str, seed: u64, number: i64) -> String {
    let digest = Sha256::digest(format!("{kind} {seed} {number}"));
    digest[..16].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// The shape of a UUID, as campaigns and schedules have it. Its version digit says nothing.
pub(super) fn uuid(kind: &str, seed: u64, number: i64) -> String {
    let digits = hex(kind, seed, number);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    parts.join("-")
}
