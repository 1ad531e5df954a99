//! A table of keys and ids: CSV with a header, a message a row.

use csv::{ReaderBuilder, StringRecord};

use crate::diagnostic::{Diagnostic, Location};
use crate::model::{CampaignId, CampaignKey, MessageKey, VariationId};

/// One row that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub campaign: CampaignKey,
    pub campaign_id: CampaignId,
    pub message: Option<(MessageKey, VariationId)>,
    pub at: Location,
}

const COLUMNS: [&str; 4] = ["campaign", "campaign_id", "message", "message_variation_id"];

/// Reads a table, and everything that is wrong with it. Other columns than ours are for people.
pub fn table(file: &str, text: &str) -> (Vec<TableRow>, Vec<Diagnostic>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut header: Option<Header> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(problem(
                    format!("the table cannot be read: {error}"),
                    Location::file(file),
                ));
                break;
            }
        };
        let at = place(file, text, &record);
        match &header {
            None => match Header::read(&record) {
                Ok(read) => header = Some(read),
                Err(missing) => {
                    let message =
                        format!("the header has no column {}", missing.join(" and no column "));
                    let help = format!("the columns are {}", COLUMNS.join(", "));
                    problems.push(problem(message, at).help(help));
                    break;
                }
            },
            Some(header) => match header.row(&record, &at) {
                Ok(row) => rows.push(row),
                Err(wrong) => {
                    problems.extend(wrong.into_iter().map(|why| problem(why, at.clone())))
                }
            },
        }
    }
    if header.is_none() && problems.is_empty() {
        problems.push(problem("the table is empty".to_owned(), Location::file(file)));
    }
    (rows, problems)
}

fn problem(message: String, at: Location) -> Diagnostic {
    Diagnostic::error("table", message).at(at)
}

fn place(file: &str, text: &str, record: &StringRecord) -> Location {
    let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
    let start = start + text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let end =
        text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at);
    Location::of(file, text, start..end)
}

/// Where the columns are.
struct Header {
    campaign: usize,
    campaign_id: usize,
    message: Option<(usize, usize)>,
}

impl Header {
    fn read(record: &StringRecord) -> Result<Self, Vec<String>> {
        let column =
            |name: &str| record.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let [campaign, campaign_id, message, variation] = COLUMNS.map(column);
        match (campaign, campaign_id, message, variation) {
            (Some(campaign), Some(campaign_id), Some(message), Some(variation)) => {
                Ok(Self { campaign, campaign_id, message: Some((message, variation)) })
            }
            (Some(campaign), Some(campaign_id), None, None) => {
                Ok(Self { campaign, campaign_id, message: None })
            }
            found => {
                let found = [found.0, found.1, found.2, found.3];
                let missing = COLUMNS.into_iter().zip(found).filter(|(_, at)| at.is_none());
                // Without either of the last two, campaigns alone are told.
                let both = found[2].is_none() && found[3].is_none();
                let missing = missing.filter(|(name, _)| !both || !name.starts_with("message"));
                Err(missing.map(|(name, _)| format!("`{name}`")).collect())
            }
        }
    }

    fn row(&self, record: &StringRecord, at: &Location) -> Result<TableRow, Vec<String>> {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let mut wrong = Vec::new();
        let mut tell = |what: &str, text: &str, why: String| {
            wrong.push(format!("`{}` is no {what}: {why}", crate::model::printable(text)));
        };
        let campaign = CampaignKey::parse(cell(self.campaign))
            .map_err(|why| tell("campaign key", cell(self.campaign), why.to_string()));
        let campaign_id = CampaignId::parse(cell(self.campaign_id))
            .map_err(|why| tell("campaign id", cell(self.campaign_id), why.to_string()));
        let mut message = None;
        if let Some((key, variation)) = self.message.map(|(key, id)| (cell(key), cell(id))) {
            let both = (!key.is_empty()).then_some(()).zip((!variation.is_empty()).then_some(()));
            if both.is_some() {
                let key =
                    MessageKey::parse(key).map_err(|why| tell("message key", key, why.to_string()));
                let variation = VariationId::parse(variation)
                    .map_err(|why| tell("variation id", variation, why.to_string()));
                message = key.ok().zip(variation.ok());
            } else if !key.is_empty() || !variation.is_empty() {
                let missing = if key.is_empty() { COLUMNS[2] } else { COLUMNS[3] };
                wrong.push(format!("the row has no `{missing}`"));
            }
        }
        match (campaign, campaign_id) {
            (Ok(campaign), Ok(campaign_id)) if wrong.is_empty() => {
                Ok(TableRow { campaign, campaign_id, message, at: at.clone() })
            }
            _ => Err(wrong),
        }
    }
}
