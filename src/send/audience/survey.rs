//! The first reading of an audience: everything is judged, nothing is sent.

use std::collections::{BTreeMap, BTreeSet};

use super::duplicates::Seen;
use super::{Audience, AudienceError, Duplicates};
use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Digest, ParamType, Params};
use crate::render::{RenderError, Template};
use crate::send::{Batch, Batches};

/// What a request asks of each row.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The params that the request uses.
    pub(super) wanted: BTreeMap<String, ParamType>,
    /// The names of all params of the campaign.
    pub(super) declared: BTreeSet<String>,
    /// Values for every recipient; a row's own come first.
    pub(super) common: Params,
    /// At most so many recipients.
    pub(super) limit: Option<u64>,
}

impl Terms {
    /// `common` are values for every recipient, `limit` takes the first so many rows.
    ///
    /// # Errors
    /// When a common value is not declared or of another type.
    pub fn new(
        template: &Template,
        common: &Params,
        limit: Option<u64>,
    ) -> Result<Self, RenderError> {
        let wanted: BTreeMap<String, ParamType> = template
            .params()
            .into_iter()
            .map(|(name, declared)| (name.to_owned(), declared))
            .collect();
        template.check_given(common)?;
        let mut common = common.clone();
        common.retain(|name, _| wanted.contains_key(name));
        let declared = template.declared().keys().cloned().collect();
        Ok(Self { wanted, declared, common, limit })
    }
}

/// What the first reading found.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Of all bytes.
    pub digest: Digest,
    pub recipients: u64,
    pub batches: u64,
    /// The first batch, as an example.
    pub first: Batch,
    /// What was odd and did not matter.
    pub notes: Vec<String>,
}

impl Survey {
    /// What is known of a broadcast before it is sent: one request, and nothing of its recipients.
    ///
    /// # Errors
    /// When a value is missing or wrong.
    pub fn broadcast(template: &Template, params: &Params) -> Result<Self, RenderError> {
        template.check_params(params)?;
        let audience = template.audience().map(ToString::to_string).unwrap_or_default();
        let digest = Digest::of(audience.as_bytes());
        let first = Batch::broadcast(digest, params);
        Ok(Self { digest, recipients: 0, batches: 1, first, notes: Vec::new() })
    }
}

impl Audience {
    /// Reads everything once, and a second time where recipients seem to come twice.
    ///
    /// # Errors
    /// When any row is wrong: [`AudienceError::Rows`] shows the first 20.
    pub fn survey(
        &self,
        template: &Template,
        terms: &Terms,
        duplicates: Duplicates,
    ) -> Result<Survey, AudienceError> {
        self.survey_within(template, terms, duplicates, Seen::MOST)
    }

    /// `most` bounds the hashes that are kept to find duplicates.
    pub(super) fn survey_within(
        &self,
        template: &Template,
        terms: &Terms,
        duplicates: Duplicates,
        most: usize,
    ) -> Result<Survey, AudienceError> {
        let mut problems = Problems::of(self.name());
        let mut seen = Seen::new(most);
        let mut counted = Counted::default();
        let mut rows = self.rows(terms)?;
        while let Some(row) = rows.next()? {
            let judged = row.recipient.and_then(|recipient| {
                template.check_params(&recipient.params).map_err(|error| error.to_string())?;
                Ok(recipient)
            });
            match judged {
                Ok(recipient) => {
                    if duplicates == Duplicates::Refuse {
                        seen.add(&recipient.id);
                    }
                    counted.recipients += 1;
                    counted.batches.add(recipient);
                    counted.count();
                }
                Err(wrong) => problems.add("audience-row", row.line, wrong),
            }
        }
        let (digest, notes) = rows.finish()?;
        if duplicates == Duplicates::Refuse {
            seen.report(self, terms, &mut problems)?;
        }
        problems.into_result()?;
        let Counted { recipients, number, first, .. } = counted.end();
        let first = first.ok_or_else(|| AudienceError::Empty(self.name().to_owned()))?;
        Ok(Survey { digest, recipients, batches: number, first, notes })
    }
}

/// The batches of a reading, counted.
#[derive(Default)]
struct Counted {
    batches: Batches,
    recipients: u64,
    number: u64,
    first: Option<Batch>,
}

impl Counted {
    fn count(&mut self) {
        for batch in self.batches.by_ref() {
            self.number += 1;
            self.first.get_or_insert(batch);
        }
    }

    fn end(mut self) -> Self {
        self.batches.end();
        self.count();
        self
    }
}

/// The first problems, and how many there are.
pub(super) struct Problems {
    file: String,
    first: Vec<Diagnostic>,
    total: u64,
}

impl Problems {
    const SHOWN: usize = 20;

    fn of(file: &str) -> Self {
        Self { file: file.to_owned(), first: Vec::new(), total: 0 }
    }

    /// The row itself is not shown: it names people.
    pub(super) fn add(&mut self, rule: &'static str, line: u64, message: String) {
        self.total += 1;
        if self.first.len() < Self::SHOWN {
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            let place = Location { line, end_line: line, ..Location::file(&self.file) };
            self.first.push(Diagnostic::error(rule, message).at(place));
        }
    }

    fn into_result(self) -> Result<(), AudienceError> {
        let Self { first, total, .. } = self;
        if total == 0 { Ok(()) } else { Err(AudienceError::Rows { first, total }) }
    }
}
