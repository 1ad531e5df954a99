//! Whom a send reaches when the workspace finds them: one request that names nobody.

use serde_json::Value;

use crate::model::{Digest, Params, SendHeader};
use crate::render::{RenderError, Template};
use crate::send::{Batch, Survey};

/// A connected audience.
#[derive(Clone, Debug, PartialEq)]
pub struct Connected {
    name: String,
    filter: Value,
}

impl Connected {
    pub fn new(name: &str, filter: &Value) -> Self {
        Self { name: name.to_owned(), filter: filter.clone() }
    }

    /// The audience that a send was begun with, if it has one.
    pub fn frozen(header: &SendHeader) -> Option<Self> {
        Some(Self::new(&header.audience_name, header.body.get("audience")?))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn filter(&self) -> &Value {
        &self.filter
    }

    /// Of the filter: another filter under the same name makes another send.
    pub fn digest(&self) -> Digest {
        Digest::of(self.filter.to_string().as_bytes())
    }

    /// The one request, judged with the values that it carries.
    ///
    /// # Errors
    /// When a value is missing or does not fit: there is no row that could bring it.
    pub fn survey(&self, template: &Template, params: &Params) -> Result<Survey, RenderError> {
        template.check_params(params)?;
        let first = self.batch(params);
        Ok(Survey { digest: self.digest(), recipients: 0, batches: 1, first, notes: Vec::new() })
    }

    /// Nobody is in it, as far as we know.
    pub(super) fn batch(&self, params: &Params) -> Batch {
        let digest = self.digest();
        Batch { number: 0, recipients: Vec::new(), params: params.clone(), digest }
    }
}
