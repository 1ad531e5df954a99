//! The batches of an audience, in order.

use super::SendError;
use crate::model::Digest;
use crate::send::audience::Rows;
use crate::send::{Audience, AudienceError, Batch, Batches, Terms};

/// Reads no further than it must.
pub(super) struct Feed<'a> {
    audience: &'a Audience,
    digest: Digest,
    /// `None` after the end.
    rows: Option<Rows<'a>>,
    batches: Batches,
}

impl<'a> Feed<'a> {
    /// `digest` is what the audience's bytes must have.
    pub(super) fn new(
        audience: &'a Audience,
        terms: &'a Terms,
        digest: Digest,
    ) -> Result<Self, SendError> {
        let rows = Some(audience.rows(terms)?);
        Ok(Self { audience, digest, rows, batches: Batches::default() })
    }

    pub(super) fn next(&mut self) -> Result<Option<Batch>, SendError> {
        loop {
            if let Some(batch) = self.batches.next() {
                return Ok(Some(batch));
            }
            let Some(rows) = &mut self.rows else { return Ok(None) };
            let changed = || AudienceError::Changed(self.audience.name().to_owned());
            if let Some(row) = rows.next()? {
                self.batches.add(row.recipient.map_err(|_| changed())?);
                continue;
            }
            self.batches.end();
            let rows = self.rows.take().expect("it was there above");
            if rows.finish()?.0 != self.digest {
                return Err(changed().into());
            }
        }
    }
}
