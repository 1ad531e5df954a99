//! The secret of a workspace.

use reqwest::header::HeaderValue;

use super::hidden::Hidden;

/// A REST API key. It has no form that could be printed.
#[derive(Clone)]
pub struct ApiKey(String);

/// A text that cannot be a key. It says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is visible ASCII characters, without spaces, quotes and backslashes")]
pub struct ApiKeyError;

impl ApiKey {
    /// Reads a key, as pasted: space around it is dropped.
    ///
    /// # Errors
    /// When it is empty or has characters that a header cannot carry.
    pub fn parse(text: &str) -> Result<Self, ApiKeyError> {
        let key = text.trim();
        // What JSON would escape could come back in a form that we do not recognise.
        let plain = key.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte));
        if key.is_empty() || !plain { Err(ApiKeyError) } else { Ok(Self(key.to_owned())) }
    }

    pub(super) fn header(&self) -> HeaderValue {
        let mut header = HeaderValue::from_str(&format!("Bearer {}", self.0))
            .expect("visible ASCII is a header value");
        header.set_sensitive(true);
        header
    }

    /// Adds the key to what is never shown.
    pub(super) fn hide_in(self, hidden: &mut Hidden) {
        hidden.add(&self.0, "[key]");
    }
}
