//! `sandbox simulate`: what people do with messages, simulated on the local Braze.

use std::collections::BTreeSet;

use clap::Args;

use crate::braze::{Action, Client, Engagement, Event, Purchase};
use crate::cli::environment::SystemClock;
use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Outcome, open};
use crate::model::{CampaignId, ConversionEvent, Digest, Timestamp, VariationId};
use crate::port::Clock as _;

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// The campaign's key
    campaign: String,

    /// The share of recipients who open, from 0 to 1
    #[arg(long, default_value_t = 0.6, value_parser = share)]
    open: f64,

    /// The share of recipients who click (they open, too)
    #[arg(long, default_value_t = 0.25, value_parser = share)]
    click: f64,

    /// The share of recipients who do what each conversion event asks for
    #[arg(long, default_value_t = 0.15, value_parser = share)]
    convert: f64,
}

impl SimulateArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let definitions = context.definitions()?;
        if !definitions.is_sandbox() {
            let message = format!("`{}` is no sandbox", definitions.workspace);
            return Err(Failure::new(Exit::Stopped, message).help("people are not simulated there"));
        }
        let record = context.record(&definitions)?;
        let (key, entry) = record.campaign(&self.campaign)?;
        let campaign_id = entry.campaign_id.clone().ok_or_else(|| {
            Failure::new(Exit::Pending, format!("`{key}` has no id yet"))
                .help("run `campaignctl apply`")
        })?;
        let events: Vec<_> =
            entry.conversions.iter().flatten().map(|conversion| conversion.event.clone()).collect();
        open::block_on(async {
            let client = context.workspace(&definitions, record.lock()).await?;
            let delivered = delivered(&client, &campaign_id).await?;
            let now = SystemClock.now();
            let engagements = self.engagements(&delivered);
            let (performed, bought) = self.conversions(&delivered, &events, now);
            client.engage(&engagements).await.map_err(open::unreachable)?;
            client.track(&[], &performed, &bought).await.map_err(open::unreachable)?;
            let of = |action| engagements.iter().filter(|one| one.action == action).count();
            let people = count(delivered.len(), "delivered message");
            writeln!(
                context.out,
                "{people}: {} opened, {} clicked, {} and {} tracked",
                of(Action::Open),
                of(Action::Click),
                count(performed.len(), "event"),
                count(bought.len(), "purchase"),
            )?;
            Ok(Exit::Done)
        })
    }

    fn engagements(&self, delivered: &[(String, VariationId)]) -> Vec<Engagement> {
        let mut engagements = Vec::new();
        for (user, variation) in delivered {
            let chance = chance(user, variation.as_str());
            for (action, share) in
                [(Action::Open, self.open.max(self.click)), (Action::Click, self.click)]
            {
                if chance < share {
                    engagements.push(Engagement {
                        external_user_id: user.clone(),
                        message_variation_id: variation.clone(),
                        action,
                        time: None,
                    });
                }
            }
        }
        engagements
    }

    /// What converting recipients do, once for each event of the campaign.
    fn conversions(
        &self,
        delivered: &[(String, VariationId)],
        events: &[ConversionEvent],
        now: Timestamp,
    ) -> (Vec<Event>, Vec<Purchase>) {
        let (mut performed, mut bought) = (Vec::new(), Vec::new());
        let people: BTreeSet<_> = delivered.iter().map(|(user, _)| user).collect();
        for (place, event) in events.iter().enumerate() {
            for user in &people {
                if chance(user, &format!("conversion {place}")) >= self.convert {
                    continue;
                }
                let external_id = (*user).clone();
                let product = match event {
                    ConversionEvent::PerformsCustomEvent { name } => {
                        performed.push(Event { external_id, name: name.clone(), time: now });
                        continue;
                    }
                    ConversionEvent::MakesSpecificPurchase { product } => product.clone(),
                    ConversionEvent::MakesAnyPurchase => "simulated".to_owned(),
                    _ => continue,
                };
                let price = 20.0 + (chance(user, "price") * 8000.0).round() / 100.0;
                let currency = "USD".to_owned();
                let (product_id, quantity, time) = (product, 1, now);
                bought.push(Purchase { external_id, product_id, currency, price, quantity, time });
            }
        }
        (performed, bought)
    }
}

/// Who got which message of a campaign.
async fn delivered(
    client: &Client,
    campaign: &CampaignId,
) -> Result<Vec<(String, VariationId)>, Failure> {
    let mut all = Vec::new();
    for page in 0.. {
        let rows = client.inbox(Some(campaign), page).await.map_err(open::unreachable)?;
        if rows.is_empty() {
            break;
        }
        all.extend(rows.iter().filter_map(|row| {
            let user = row["external_user_id"].as_str()?.to_owned();
            Some((user, VariationId::parse(row["message_variation_id"].as_str()?).ok()?))
        }));
    }
    Ok(all)
}

/// A number from 0 to 1 that is always the same for the same person and occasion.
fn chance(user: &str, occasion: &str) -> f64 {
    let hex = Digest::of(format!("{user}\n{occasion}").as_bytes()).hex();
    u32::from_str_radix(&hex[..8], 16).map_or(0.0, |number| f64::from(number) / f64::from(u32::MAX))
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share @ 0.0..=1.0) => Ok(share),
        _ => Err("a share is a number from 0 to 1".to_owned()),
    }
}
