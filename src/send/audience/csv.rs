//! Reads CSV: a header, then a recipient a row.

use std::io;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::columns::{Columns, columns};
use super::recipient::recipient;
use super::source::Source;
use super::survey::Terms;
use super::{Reader, Row};
use crate::model::Recipient;
use crate::render;

pub(super) struct Csv<'a> {
    reader: csv::Reader<Source>,
    terms: &'a Terms,
    columns: Option<Columns>,
    /// How many columns the header has.
    width: usize,
    record: ByteRecord,
    failed: bool,
}

impl<'a> Csv<'a> {
    pub(super) fn new(source: Source, delimiter: u8, terms: &'a Terms) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(source);
        Self { reader, terms, columns: None, width: 0, record: ByteRecord::new(), failed: false }
    }

    /// The line of the next record; `None` at the end.
    fn read(&mut self) -> io::Result<Option<u64>> {
        self.reader.get_mut().next_row();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Ok(Some(self.record.position().map_or(0, csv::Position::line))),
            Ok(false) => Ok(None),
            Err(error) => Err(match error.into_kind() {
                ErrorKind::Io(error) => error,
                other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
            }),
        }
    }

    fn header(&self) -> Result<Columns, String> {
        let names: Result<Vec<_>, _> = self.record.iter().map(std::str::from_utf8).collect();
        let names = names.map_err(|_| "it is not UTF-8".to_owned())?;
        let names: Vec<_> = names.into_iter().map(str::trim).collect();
        columns(&names, self.terms)
    }

    fn recipient(&self, columns: &Columns) -> Result<Recipient, String> {
        let (found, width) = (self.record.len(), self.width);
        if found != width {
            let columns = if found == 1 { "column" } else { "columns" };
            return Err(format!("it has {found} {columns}, the header {width}"));
        }
        let column = |at: usize| -> Result<&str, String> {
            std::str::from_utf8(&self.record[at]).map_err(|_| "it is not UTF-8".to_owned())
        };
        let optional = |at: Option<usize>| at.map(column).transpose();
        let id = recipient(
            optional(columns.id)?,
            optional(columns.alias_name)?,
            optional(columns.alias_label)?,
        )?;
        let mut params = self.terms.common.clone();
        for (at, name, declared) in &columns.params {
            let value = render::typed(name, *declared, column(*at)?);
            params.insert(name.clone(), value.map_err(|error| error.to_string())?);
        }
        Ok(Recipient { id, params })
    }
}

impl Reader for Csv<'_> {
    fn next(&mut self) -> io::Result<Option<Row>> {
        if self.failed {
            return Ok(None);
        }
        if self.columns.is_none() {
            let Some(line) = self.read()? else { return Ok(None) };
            match self.header() {
                Ok(columns) => self.columns = Some(columns),
                Err(wrong) => {
                    // Without a header no row can be understood.
                    self.failed = true;
                    return Ok(Some(Row { line, recipient: Err(wrong) }));
                }
            }
            self.width = self.record.len();
        }
        let Some(line) = self.read()? else { return Ok(None) };
        let columns = self.columns.as_ref().expect("the header was read above");
        Ok(Some(Row { line, recipient: self.recipient(columns) }))
    }

    fn finish(self: Box<Self>) -> (Source, Vec<String>) {
        let ignored = self.columns.map(|columns| columns.ignored).unwrap_or_default();
        let notes = if ignored.is_empty() {
            Vec::new()
        } else {
            vec![format!("columns that are no params were ignored: {}", ignored.join(", "))]
        };
        (self.reader.into_inner(), notes)
    }
}
