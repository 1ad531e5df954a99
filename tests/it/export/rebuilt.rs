//! Contents put together again from what a release recorded.

use campaignctl::export::{self, Texts};
use campaignctl::lock::{Lock, MessageEntry, parse, print, released};
use campaignctl::model::{
    Channel, Content, Digest, Message, MessageKey, Piece, Place, TextSource, flatten,
};
use litemap::LiteMap;
use proptest::prelude::*;
use serde_json::{Value, json};

const LOCK: &str = r#"lock_version: 1
workspace: production
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
campaigns:
  gone:
    campaign_id: c-9
    retired: true
    messages:
      mail: { channel: email, message_variation_id: v-9 }
  later:
    messages:
      mail: { channel: email }
  order:
    campaign_id: c-1
    origin: bound
    name: Order
    params: { order: string }
    delivery: { override_frequency_capping: true }
    messages:
      draft: { channel: sms, message_variation_id: v-2 }
      mail: { channel: email, message_variation_id: v-1, released: "@RELEASED@", fields: { subject: "Order @{param.order}" }, texts: { body: { pieces: [{ path: a.html, digest: "@A@" }, { path: b.html, digest: "@B@" }], vars: { site: "https://x" } } } }
      old: { channel: email, message_variation_id: v-4, retired: true }
      slot: { channel: email, released: "@RELEASED@", fields: { subject: "Order @{param.order}" } }
"#;
const A: &str = "<a href=\"@{site}/@{param.order}\">@@{x}</a>@{file:b.html}";
const B: &str = "<p>@{param.order}</p>";

fn lock() -> Lock {
    let content = json!({
        "subject": "Order @{param.order}",
        "body": "<a href=\"https://x/@{param.order}\">@@{x}</a><p>@{param.order}</p>",
    });
    let text = LOCK
        .replace("@RELEASED@", &content_of(content).digest().to_string())
        .replace("@A@", &Digest::of(A.as_bytes()).to_string())
        .replace("@B@", &Digest::of(B.as_bytes()).to_string());
    parse(&text).unwrap()
}

fn texts() -> Texts {
    [A, B].map(|text| (Digest::of(text.as_bytes()), text.to_owned())).into()
}

fn content_of(value: Value) -> Content {
    let Value::Object(fields) = value else { panic!("a content is an object") };
    Content(fields)
}

#[test]
fn the_bundle_has_what_may_be_sent_and_lists_what_may_not_yet() {
    let lock = lock();
    assert_eq!(export::wanted(&lock), texts().into_keys().collect());
    let bundle = export::bundle(&lock, &texts()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&bundle).unwrap(), @r#"
    {
      "version": 1,
      "workspace": "production",
      "lineage": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
      "campaigns": {
        "order": {
          "name": "Order",
          "campaign_id": "c-1",
          "origin": "bound",
          "params": {
            "order": "string"
          },
          "delivery": {
            "override_frequency_capping": true
          },
          "messages": {
            "mail": {
              "channel": "email",
              "message_variation_id": "v-1",
              "released": "sha256:ff1292e30cee212c6b88d82371921d80ee69328a2d7fb91011d182059f0b03e6",
              "params": [
                "order"
              ],
              "secrets": [],
              "content": {
                "body": "<a href=\"https://x/@{param.order}\">@@{x}</a><p>@{param.order}</p>",
                "subject": "Order @{param.order}"
              },
              "substitutions": [
                {
                  "at": "/body",
                  "segments": [
                    {
                      "literal": "<a href=\"https://x/"
                    },
                    {
                      "param": "order",
                      "escape": "url"
                    },
                    {
                      "literal": "\">@{x}</a><p>"
                    },
                    {
                      "param": "order",
                      "escape": "html"
                    },
                    {
                      "literal": "</p>"
                    }
                  ]
                },
                {
                  "at": "/subject",
                  "segments": [
                    {
                      "literal": "Order "
                    },
                    {
                      "param": "order",
                      "escape": "header"
                    }
                  ]
                }
              ]
            }
          }
        }
      },
      "left_out": [
        {
          "campaign": "later",
          "reason": "campaign_has_no_id"
        },
        {
          "campaign": "order",
          "message": "draft",
          "reason": "not_released"
        },
        {
          "campaign": "order",
          "message": "slot",
          "reason": "message_has_no_id"
        }
      ]
    }
    "#);
}

#[test]
fn what_is_not_the_released_content_is_refused() {
    let refused = |lock: &Lock, texts: &Texts| {
        let error = export::bundle(lock, texts).unwrap_err();
        let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
        format!("{error}{}", source.unwrap_or_default())
    };
    let change = |change: &dyn Fn(&mut MessageEntry)| {
        let mut lock = lock();
        let order = lock.campaigns.values_mut().find(|entry| !entry.params.is_empty()).unwrap();
        change(order.messages.get_mut(&MessageKey::parse("mail").unwrap()).unwrap());
        refused(&lock, &texts())
    };
    let mut undeclared = lock();
    undeclared.campaigns.values_mut().for_each(|entry| entry.params.clear());
    let told = [
        refused(&lock(), &Texts::new()),
        change(&|mail| mail.fields.extend([("subject".to_owned(), "other".into())])),
        change(&|mail| mail.texts.iter_mut().for_each(|(_, text)| text.vars.clear())),
        change(&|mail| mail.texts.iter_mut().for_each(|(_, text)| text.pieces.clear())),
        change(&|mail| mail.fields.extend([("body/x".to_owned(), "y".into())])),
        refused(&undeclared, &texts()),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    `order.mail`, body: campaigns.lock.d has no `a.html` (sha256:f45708a2d11ca9765439a9d3dc2c32bf9f0cc09982e8d797ea380bea620022cb)
    `order.mail`: the recorded content is sha256:93b273164ffba814c0b78f252182f94035edb5795c2c874e4b1e86a30674a2e6, but sha256:ff1292e30cee212c6b88d82371921d80ee69328a2d7fb91011d182059f0b03e6 was released
    `order.mail`, body: its pieces are no text: there is no variable `site`
    `order.mail`, body: its pieces are no text: there is no text
    `order.mail`: the recorded fields contradict each other
    `order.mail`: it cannot be filled in: email/body: the param `order` is not declared
    ");
}

#[test]
fn the_schema_is_fresh_and_bundles_fit_it() {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<export::Bundle>();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/bundle.v1.schema.json");
    if std::fs::read_to_string(path).unwrap_or_default() != text {
        let mode = campaignctl::store::disk::Mode::Shared;
        campaignctl::store::disk::replace(path.as_ref(), text.as_bytes(), mode).unwrap();
        panic!("schemas/bundle.v1.schema.json was stale and is written anew; commit it");
    }
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let bundle = json!(export::bundle(&lock(), &texts()).unwrap());
    let errors: Vec<_> = validator.iter_errors(&bundle).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut odd = bundle;
    odd["campaigns"]["order"]["messages"]["mail"]["channel"] = "ios_push".into();
    assert!(!validator.is_valid(&odd));
}

fn leaf() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[@{}a]{0,5}", Just("@{param.x}".to_owned()), "[ -~ü\n]{0,6}"];
    let scalar = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
    ];
    prop_oneof![3 => text.prop_map(Value::from), 1 => scalar]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-c/~\\[]{1,3}", inner, 0..3)
                .prop_map(|fields| json!(fields)),
        ]
    })
}

proptest! {
    #[test]
    fn every_released_content_comes_back(
        fields in proptest::collection::btree_map("[a-d~/\\[ -]{1,4}", tree(), 0..5),
        long in "[@a{}\n]{0,12}", var in "[@a{}%]{0,4}",
    ) {
        // What a release does with a text of a file that uses a variable.
        let source = format!("{}@{{v}}@{{file:f.txt}}", campaignctl::model::escape_literal(&long));
        let pieces = [("x/a.txt", source), ("x/f.txt", "b@{param.x}".to_owned())];
        let pieces: Vec<_> = pieces.map(|(path, text)| Piece { path: path.to_owned(), text }).into();
        let vars = LiteMap::from_iter([("v".to_owned(), var)]);
        // Ends in an `@` that would run into the reference.
        prop_assume!(!pieces[0].text.contains("@@@{v}") && !long.ends_with('@'));
        let Ok(text) = campaignctl::spec::expand(&pieces, &vars) else { return Ok(()) };
        let mut content = content_of(json!(fields));
        content.0.insert("zz".to_owned(), text.into());
        let source = TextSource { pieces: pieces.clone(), vars: vars.into_iter().collect() };
        let message = Message {
            key: MessageKey::parse("m").unwrap(),
            moved_from: None,
            channel: Channel::Sms,
            name: None,
            draft: false,
            content,
            texts: [("zz".to_owned(), source)].into(),
            place: Place::default(),
        };
        let mut entry: MessageEntry = serde_json::from_value(json!({ "channel": "sms" })).unwrap();
        entry.release(released(&message));
        let mut written = lock();
        let campaign = written.campaigns.values_mut().last().unwrap();
        campaign.messages.insert(message.key.clone(), entry);
        // Through the lockfile's text, as an application's build would have it.
        let read = parse(&print(&written)).unwrap();
        let entry = &read.campaigns.values().last().unwrap().messages[&message.key];
        let texts = pieces.iter().map(|piece| (piece.digest(), piece.text.clone())).collect();
        let rebuilt = export::content("m", entry, &texts).unwrap();
        prop_assert_eq!(rebuilt.digest(), message.content.digest());
        prop_assert_eq!(flatten(&rebuilt).len(), flatten(&message.content).len());
    }
}
