//! `report`: the statistics of each message.

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome, open};
use crate::model::Timestamp;
use crate::output::report::{Detail, human, json};
use crate::port::{Clock as _, Statistics as _};
use crate::report::report;

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The campaigns' keys [default: every campaign that is not retired]
    #[arg(value_name = "CAMPAIGN")]
    campaigns: Vec<String>,

    /// How many days, up to today or --until
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,

    /// The last day, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY")]
    until: Option<jiff::civil::Date>,

    /// Each day, too
    #[arg(long)]
    by_day: bool,
}

impl ReportArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        let definitions = context.definitions()?;
        let record = context.record(&definitions)?;
        let mut wanted = Vec::new();
        if self.campaigns.is_empty() {
            let active = record.lock().campaigns.iter().filter(|(_, entry)| !entry.retired);
            wanted.extend(active);
        }
        for key in &self.campaigns {
            let found = record.campaign(key)?;
            if wanted.iter().all(|(known, _)| *known != found.0) {
                wanted.push(found);
            }
        }
        let until = self.end()?;
        if self.until.is_some_and(|day| day > today()) {
            context.say("note: the last day is still to come by this machine's clock")?;
        }
        let reports = open::block_on(async {
            let client = context.workspace(&definitions, record.lock()).await?;
            let mut reports = Vec::new();
            for (key, entry) in wanted {
                let Some(id) = &entry.campaign_id else { continue };
                let series =
                    client.series(id, until, self.days).await.map_err(open::unreachable)?;
                reports.push(report(entry, key, &series));
            }
            Ok::<_, Failure>(reports)
        })?;
        let detail = if self.by_day { Detail::ByDay } else { Detail::Sums };
        match format {
            Format::Json => json(context.out, &reports, detail)?,
            _ if reports.is_empty() => {
                context.say("No campaign has an id yet. Run `campaignctl apply` first.")?;
            }
            _ => human(context.out, &reports, detail)?,
        }
        Ok(Exit::Done)
    }

    /// The end of the last day, in UTC.
    fn end(&self) -> Result<Timestamp, Failure> {
        let Some(day) = self.until else { return Ok(super::environment::SystemClock.now()) };
        let end = jiff::tz::TimeZone::UTC.to_timestamp(day.at(23, 59, 59, 0));
        end.map(Timestamp).map_err(|error| {
            Failure::because(Exit::Invalid, &format!("`--until {day}` cannot be used"), &error)
        })
    }
}

/// The day that it is in UTC.
fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(super::environment::SystemClock.now().0).date()
}
