//! A table of keys and ids: CSV with a header, a message a row.

use csv::{ReaderBuilder, StringRecord};

use crate::model::{CampaignId, CampaignKey, MessageKey, VariationId};

/// One row that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub campaign: CampaignKey,
    pub campaign_id: CampaignId,
    pub message: Option<(MessageKey, VariationId)>,
    /// From 1.
    pub line: u64,
}

const COLUMNS: [&str; 4] = ["campaign", "campaign_id", "message", "message_variation_id"];

/// Something that is wrong in a line of the table.
pub type Problem = (u64, String);

/// Reads a table, and everything that is wrong with it. Other columns than ours are for people.
pub fn table(text: &str) -> (Vec<TableRow>, Vec<Problem>) {
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
                let line = error.position().map_or(1, csv::Position::line);
                problems.push((line, format!("the table cannot be read: {error}")));
                break;
            }
        };
        let line = record.position().map_or(1, csv::Position::line);
        match &header {
            None => match Header::read(&record) {
                Ok(read) => header = Some(read),
                Err(missing) => {
                    let missing = missing.join(" and no column ");
                    let columns = COLUMNS.join(", ");
                    let message = format!("the header has no column {missing}; it names {columns}");
                    problems.push((line, message));
                    return (rows, problems);
                }
            },
            Some(header) => match header.row(&record, line) {
                Ok(row) => rows.push(row),
                Err(wrong) => problems.extend(wrong.into_iter().map(|why| (line, why))),
            },
        }
    }
    if header.is_none() && problems.is_empty() {
        problems.push((1, "the table is empty".to_owned()));
    }
    (rows, problems)
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

    fn row(&self, record: &StringRecord, line: u64) -> Result<TableRow, Vec<String>> {
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
                Ok(TableRow { campaign, campaign_id, message, line })
            }
            _ => Err(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, rows: usize, problems: &[&str]) {
        let (read, wrong) = table(text);
        let wrong: Vec<_> = wrong.iter().map(|(line, why)| format!("{line}: {why}")).collect();
        assert_eq!((read.len(), wrong), (rows, problems.iter().map(ToString::to_string).collect()));
    }

    #[test]
    fn columns_have_names_and_any_order() {
        check("notes,campaign_id,campaign\nx,id-1,order\n", 1, &[]);
        let whole = "\u{feff}campaign,campaign_id,message,message_variation_id\r\norder,id-1,email,v-1\r\norder,id-1,,\r\n";
        check(whole, 2, &[]);
    }

    #[test]
    fn everything_wrong_is_told_with_its_line() {
        check("", 0, &["1: the table is empty"]);
        check(
            "campaign,message\n",
            0,
            &[
                "1: the header has no column `campaign_id` and no column `message_variation_id`; it names campaign, campaign_id, message, message_variation_id",
            ],
        );
        check(
            "campaign,campaign_id,message,message_variation_id\norder,id-1,email,\nOrder,i d,,\nok,id-2,,\n",
            1,
            &[
                "2: the row has no `message_variation_id`",
                "3: `Order` is no campaign key: a key is made of lower-case letters, digits, `-` and `_`, but this one has 'O'",
                "3: `i d` is no campaign id: an id is 1 to 128 visible ASCII characters without spaces",
            ],
        );
    }
}
