//! The batches of an audience, in order.

use super::SendError;
use crate::model::{Digest, SendHeader};
use crate::send::audience::Rows;
use crate::send::{Audience, AudienceError, Batch, Batches, Terms};

/// Where the batches of a send come from.
pub(super) enum Feed<'a> {
    Listed(Box<Listed<'a>>),
    /// The request of a broadcast, until it is taken.
    Broadcast(Option<Batch>),
}

impl<'a> Feed<'a> {
    /// A broadcast has no list.
    pub(super) fn new(
        audience: Option<&'a Audience>,
        terms: &'a Terms,
        header: &SendHeader,
    ) -> Result<Self, SendError> {
        match audience {
            Some(audience) => {
                Ok(Self::Listed(Box::new(Listed::new(audience, terms, header.audience)?)))
            }
            None => Ok(Self::Broadcast(Some(Batch::broadcast(header.audience, &header.params)))),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Batch>, SendError> {
        match self {
            Self::Listed(listed) => listed.next(),
            Self::Broadcast(only) => Ok(only.take()),
        }
    }
}

/// Reads no further than it must.
pub(super) struct Listed<'a> {
    audience: &'a Audience,
    digest: Digest,
    /// `None` after the end.
    rows: Option<Rows<'a>>,
    batches: Batches,
}

impl<'a> Listed<'a> {
    /// `digest` is what the audience's bytes must have.
    fn new(audience: &'a Audience, terms: &'a Terms, digest: Digest) -> Result<Self, SendError> {
        let rows = Some(audience.rows(terms)?);
        Ok(Self { audience, digest, rows, batches: Batches::default() })
    }

    fn next(&mut self) -> Result<Option<Batch>, SendError> {
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
