//! A million recipients from a CSV through a whole send: time as a ratio, and memory.
//!
//! `cargo bench --bench send` prints, for 250,000 and 1,000,000 recipients, how long reading,
//! judging and sending take beside a plain loop that reads the same file and builds the same bodies,
//! and the peak of memory. The messenger answers at once; the ledger is SQLite on disk, in the
//! folder `target`. `cargo bench --bench send -- USERS` measures one size alone.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot unwrap has failed")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use campaignctl::model::{
    CampaignId, CampaignKey, DispatchId, Lineage, Params, RecipientId, Timestamp, WorkspaceName,
};
use campaignctl::port::memory::SettableClock;
use campaignctl::port::{Delivery, Messenger, MessengerError};
use campaignctl::render::Template;
use campaignctl::send::{
    Audience, Duplicates, Ended, Options, Order, Ports, Summary, Survey, Terms, send,
};
use campaignctl::store::SqliteLedger;
use serde_json::json;

/// The most memory that a send may take, whatever its size.
const MOST_KIB: u64 = 100 * 1024;

fn main() {
    let size = std::env::args().skip(1).find_map(|argument| argument.parse::<usize>().ok());
    if let Some(users) = size {
        measure(users);
        return;
    }
    // A process for each size: a peak cannot be taken back.
    for users in [250_000, 1_000_000] {
        let own = std::env::current_exe().unwrap();
        assert!(Command::new(own).arg(users.to_string()).status().unwrap().success());
    }
}

fn measure(users: usize) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("users.csv");
    write_users(&path, users);
    let template = template();
    let before = peak_kib();

    let began = Instant::now();
    let audience = Audience::open(&path).unwrap();
    let params = Params::from([("order".to_owned(), json!("A-1"))]);
    let terms = Terms::new(&template, &params, None).unwrap();
    let survey = audience.survey(&template, &terms, Duplicates::Refuse).unwrap();
    let surveyed = began.elapsed();
    let summary = deliver(&template, &audience, &survey, &params, folder.path());
    let sent = began.elapsed();
    let peak = peak_kib();
    assert_eq!(summary.ended, Ended::Finished);
    assert_eq!(summary.status.recipients_accepted, users as u64);

    let began = Instant::now();
    let bytes = plain_loop(&path, &template, &params);
    let plain = began.elapsed();
    let ledger = std::fs::metadata(folder.path().join("ledger.sqlite")).unwrap().len();
    println!(
        "{users} recipients, {} batches: survey {}, send {}, together {:.1} times the plain loop's {} ({} MB of bodies)",
        survey.batches,
        seconds(surveyed),
        seconds(sent.saturating_sub(surveyed)),
        sent.as_secs_f64() / plain.as_secs_f64(),
        seconds(plain),
        bytes / 1_000_000,
    );
    println!(
        "  peak memory {:.1} MiB (before it {:.1} MiB); ledger {} bytes a batch",
        mebibytes(peak),
        mebibytes(before),
        ledger / survey.batches,
    );
    assert!(peak < MOST_KIB, "a send of {users} took {peak} KiB; {MOST_KIB} are allowed");
}

fn deliver(
    template: &Template,
    audience: &Audience,
    survey: &Survey,
    params: &Params,
    folder: &Path,
) -> Summary {
    let order = Order {
        lineage: Lineage::nil(),
        workspace: WorkspaceName::parse("local").unwrap(),
        campaign: CampaignKey::parse("order-shipped").unwrap(),
        campaign_id: CampaignId::parse("c0ffee").unwrap(),
        template,
        survey,
        audience_name: "users.csv",
        limit: None,
        params: params.clone(),
        key: None,
    };
    let now = Timestamp(jiff::Timestamp::UNIX_EPOCH);
    let ledger = SqliteLedger::open(&folder.join("ledger.sqlite"), "the benchmark").unwrap();
    let clock = SettableClock::at(now);
    let instant = InstantMessenger::default();
    let ports = Ports { ledger: &ledger, messenger: &instant, clock: &clock };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let sent = async {
        let never = std::future::pending();
        let options = Options::default();
        send(ports, &order.header(now), audience, &|_| None, &options, never, &mut |_| {}).await
    };
    runtime.block_on(sent).unwrap()
}

/// Accepts everything at once.
#[derive(Default)]
struct InstantMessenger(AtomicU64);

#[async_trait]
impl Messenger for InstantMessenger {
    async fn deliver(&self, body: Bytes) -> Result<Delivery, MessengerError> {
        assert!(!body.is_empty());
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let dispatch = DispatchId::parse(&format!("{number:032x}")).unwrap();
        Ok(Delivery::Accepted { dispatch, minor_errors: Vec::new() })
    }
}

/// Reads the file and builds the same bodies, and nothing else. Returns their length.
fn plain_loop(path: &Path, template: &Template, params: &Params) -> usize {
    let mut bytes = 0;
    let mut batch = Vec::new();
    let mut flush = |batch: &mut Vec<RecipientId>| {
        if !batch.is_empty() {
            bytes += template.body(batch, params, &|_| None).unwrap().len();
            batch.clear();
        }
    };
    for line in BufReader::new(File::open(path).unwrap()).lines().skip(1) {
        let line = line.unwrap();
        let id = line.split(',').next().unwrap_or_default();
        batch.push(RecipientId::External(id.to_owned()));
        if batch.len() == RecipientId::MAX_PER_REQUEST {
            flush(&mut batch);
        }
    }
    flush(&mut batch);
    bytes
}

fn write_users(path: &Path, users: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "external_user_id,city").unwrap();
    for user in 0..users {
        writeln!(file, "user-{user:08}-7c9e6679-7425-40de,Rome").unwrap();
    }
    file.flush().unwrap();
}

/// An email of some 10 kB, as templates are.
fn template() -> Template {
    let row = "<tr><td style=\"padding:8px\">Order @{param.order} is on its way</td></tr>\n";
    let message = json!({
        "message_variation_id": "v",
        "app_id": "app",
        "from": "Acme <hello@shop.example.com>",
        "subject": "Order @{param.order}",
        "body": format!("<table>{}</table>", row.repeat(130)),
    });
    let mut header = campaignctl::port::contract::ledger::header("any", 0);
    header.body = json!({ "campaign_id": "c0ffee", "messages": { "email": message } });
    header.param_types = [("order".to_owned(), campaignctl::model::ParamType::String)].into();
    Template::frozen(&header).unwrap()
}

/// The most memory that this process has had, in KiB; 0 where the system does not say.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
