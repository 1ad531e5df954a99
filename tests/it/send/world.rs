//! A small world: an audience in a file, memory ports, and one send.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use campaignctl::model::{
    CampaignId, CampaignKey, Digest, Lineage, MessageKey, ParamType, Params, SendHeader, SendKey,
    SplitPart, Timestamp, VariationId, WorkspaceName,
};
use campaignctl::port::memory::{MemoryLedger, MemoryMessenger, SettableClock};
use campaignctl::port::{Ledger, Messenger};
use campaignctl::render::Template;
use campaignctl::send::{
    Audience, AudienceError, Duplicates, Options, Order, Ports, SendError, Summary, Survey, Terms,
    send,
};
use serde_json::{Value, json};

/// The text of an SMS, the audience and the ports of one send.
pub(crate) struct World {
    pub(crate) text: String,
    pub(crate) key: Option<SendKey>,
    pub(crate) limit: Option<u64>,
    pub(crate) params: Params,
    pub(crate) options: Options,
    pub(crate) ledger: MemoryLedger,
    pub(crate) messenger: MemoryMessenger,
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl World {
    pub(crate) fn with(name: &str, audience: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(audience.as_bytes()).unwrap();
        Self {
            text: "Hello".to_owned(),
            key: None,
            limit: None,
            params: Params::new(),
            options: Options { in_flight: 3, patience: Duration::from_secs(5), refusals: 2 },
            ledger: MemoryLedger::new(),
            messenger: MemoryMessenger::new(),
            folder,
            path,
        }
    }

    /// So many users, `u0` and on, in a CSV.
    pub(crate) fn of(users: usize) -> Self {
        Self::with("users.csv", &users_csv(users))
    }

    pub(crate) fn replace_audience(&self, audience: &str) {
        let mut file = std::fs::File::create(&self.path).unwrap();
        file.write_all(audience.as_bytes()).unwrap();
    }

    pub(crate) fn audience(&self) -> Audience {
        Audience::open(&self.path).unwrap()
    }

    /// A message without the folder's name, which differs from run to run.
    pub(crate) fn plain(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }

    pub(crate) fn survey(&self) -> Result<Survey, AudienceError> {
        let template = template(&self.text);
        let terms = Terms::new(&template, &self.params, self.limit).unwrap();
        self.audience().survey(&template, &terms, Duplicates::Refuse)
    }

    pub(crate) fn header(&self) -> SendHeader {
        let order = Order {
            lineage: Lineage::nil(),
            workspace: WorkspaceName::parse("local").unwrap(),
            campaign: CampaignKey::parse("spring").unwrap(),
            campaign_id: CampaignId::parse("c0ffee").unwrap(),
            template: &template(&self.text),
            survey: &self.survey().unwrap(),
            audience_name: "users.csv",
            limit: self.limit,
            params: self.params.clone(),
            key: self.key.clone(),
        };
        order.header(at(0))
    }

    pub(crate) async fn send(&self) -> Result<Summary, SendError> {
        self.send_with(&self.ledger.another(), &self.messenger).await
    }

    pub(crate) async fn send_with(
        &self,
        ledger: &dyn Ledger,
        messenger: &dyn Messenger,
    ) -> Result<Summary, SendError> {
        self.send_until(ledger, messenger, std::future::pending()).await
    }

    pub(crate) async fn send_until(
        &self,
        ledger: &dyn Ledger,
        messenger: &dyn Messenger,
        interrupt: impl Future<Output = ()>,
    ) -> Result<Summary, SendError> {
        let clock = SettableClock::at(at(9));
        let ports = Ports { ledger, messenger, clock: &clock };
        let secrets = |_: &str| None;
        let (header, audience) = (self.header(), self.audience());
        send(ports, &header, &audience, &secrets, &self.options, interrupt, &mut |_| {}).await
    }
}

pub(crate) fn users_csv(users: usize) -> String {
    let rows: Vec<_> = (0..users).map(|user| format!("u{user}\n")).collect();
    format!("external_user_id\n{}", rows.concat())
}

/// Every recipient of these requests, in order.
pub(crate) fn reached(requests: &[Bytes]) -> Vec<String> {
    let mut reached = Vec::new();
    for request in requests {
        let request: Value = serde_json::from_slice(request).unwrap();
        let ids = request["external_user_ids"].as_array().unwrap();
        reached.extend(ids.iter().map(|id| id.as_str().unwrap().to_owned()));
    }
    reached
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp(jiff::Timestamp::from_second(second).unwrap())
}

pub(crate) fn template(text: &str) -> Template {
    let message = json!({ "message_variation_id": "v", "body": text });
    let part = SplitPart {
        message: MessageKey::parse("sms").unwrap(),
        variation: VariationId::parse("v").unwrap(),
        content: Digest::of(text.as_bytes()),
    };
    let types = [("x", ParamType::String), ("n", ParamType::Integer), ("spare", ParamType::Number)];
    let param_types: BTreeMap<_, _> = types.map(|(name, kind)| (name.to_owned(), kind)).into();
    let mut header = campaignctl::port::contract::ledger::header("any", 0);
    header.body = json!({ "campaign_id": "c0ffee", "messages": { "sms": message } });
    header.param_types = param_types;
    header.messages = vec![part];
    Template::frozen(&header).unwrap()
}
