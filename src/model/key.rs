//! The names that authors give: they live in git and never change by themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit.
            ///
            /// # Errors
            /// Says what is wrong with the text.
            pub fn parse(text: &str) -> Result<Self, KeyError> {
                check(text).map(|()| Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;
            fn try_from(text: String) -> Result<Self, KeyError> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }
    };
}

key! {
    /// A campaign's identity in git. It is neither the file's name nor the title in the dashboard.
    CampaignKey
}
key! {
    /// A message's identity within its campaign.
    MessageKey
}
key! {
    /// The name of a workspace in `campaignctl.yaml`; part of the lockfile's file name.
    WorkspaceName
}

/// Why a text is not a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a key may not be empty")]
    Empty,
    #[error("a key has at most 63 characters, but this one has {0}")]
    Long(usize),
    #[error("a key begins with a lower-case letter or a digit, but this one begins with {0:?}")]
    Start(char),
    #[error("a key is made of lower-case letters, digits, `-` and `_`, but this one has {0:?}")]
    Character(char),
}

fn check(text: &str) -> Result<(), KeyError> {
    let first = text.chars().next().ok_or(KeyError::Empty)?;
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if let Some(wrong) = text.chars().find(|&c| !inside(c)) {
        return Err(KeyError::Character(wrong));
    }
    if first == '-' || first == '_' {
        return Err(KeyError::Start(first));
    }
    match text.len() {
        0..=63 => Ok(()),
        long => Err(KeyError::Long(long)),
    }
}
