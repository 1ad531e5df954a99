//! The batches of an audience, in order.

use super::SendError;
use crate::model::SendHeader;
use crate::send::audience::Rows;
use crate::send::{Audience, AudienceError, Batch, Batches, Terms, To};

/// Reads no further than it must.
pub(super) enum Feed<'a> {
    /// `rows` is `None` after the end.
    Rows {
        audience: &'a Audience,
        header: &'a SendHeader,
        rows: Option<Rows<'a>>,
        batches: Batches,
    },
    /// The only one, until it was given.
    Only(Option<Batch>),
}

impl<'a> Feed<'a> {
    /// What is read must be what the header was made from.
    pub(super) fn new(
        to: &'a To,
        terms: &'a Terms,
        header: &'a SendHeader,
    ) -> Result<Self, SendError> {
        match to {
            To::Rows(audience) => {
                let rows = Some(audience.rows(terms)?);
                Ok(Self::Rows { audience, header, rows, batches: Batches::default() })
            }
            To::Matching(connected) if connected.digest() == header.audience => {
                Ok(Self::Only(Some(connected.batch(&header.params))))
            }
            To::Matching(connected) => {
                Err(AudienceError::Changed(connected.name().to_owned()).into())
            }
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Batch>, SendError> {
        let (audience, header, rows, batches) = match self {
            Self::Rows { audience, header, rows, batches } => (audience, header, rows, batches),
            Self::Only(batch) => return Ok(batch.take()),
        };
        loop {
            if let Some(batch) = batches.next() {
                return Ok(Some(batch));
            }
            let Some(reading) = rows else { return Ok(None) };
            let changed = || AudienceError::Changed(audience.name().to_owned());
            if let Some(row) = reading.next()? {
                batches.add(row.recipient.map_err(|_| changed())?);
                continue;
            }
            batches.end();
            let reading = rows.take().expect("it was there above");
            if reading.finish()?.0 != header.audience {
                return Err(changed().into());
            }
        }
    }
}
