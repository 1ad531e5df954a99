//! What a person made is recorded, after it was looked at.

use serde_json::{Value, json};

use super::world::{Shop, campaign};

const DEFINITIONS: &str = "campaign: order
name: Order
messages:
  a: { channel: email, draft: true }
  b: { channel: email, draft: true }
---
campaign: text
name: Text
messages:
  a: { channel: sms, draft: true }
";

fn shop() -> Shop {
    let two: &[(&str, &str, &str)] = &[("v-1", "email", "x"), ("v-2", "email", "y")];
    let mut conversions = campaign("events", "Events", &[("v-7", "sms", "")]);
    conversions["conversion_behaviors"] = json!([{ "type": "Opens Email", "window": 60 }]);
    let world: Vec<Value> = vec![
        campaign("made", "Made", two),
        campaign("again", "Again", &[("v-3", "email", "x"), ("v-4", "email", "y")]),
        campaign("text-1", "Some text", &[("v-5", "sms", "")]),
        json!({ "id": "old", "name": "Old", "archived": true, "messages": [{ "id": "v-6", "channel": "sms" }] }),
        json!({ "id": "draft", "name": "D", "draft": true, "messages": [{ "id": "v-8", "channel": "sms" }] }),
        json!({ "id": "triggered", "name": "T", "is_api_campaign": false, "messages": [{ "id": "v-9", "channel": "sms" }] }),
        conversions,
    ];
    let shop = Shop::new(&[world]);
    shop.folder.write("campaigns/all.yaml", DEFINITIONS);
    shop
}

#[test]
fn what_does_not_fit_is_said_plainly_and_nothing_is_recorded() {
    let shop = shop();
    for (line, exit, says) in [
        ("bind text nope", 3, "the workspace has no campaign nope"),
        ("bind text triggered", 3, "triggered is no API campaign"),
        ("bind text old", 3, "it is archived"),
        ("bind text draft", 3, "it is a draft"),
        ("bind text made", 3, "email messages: it has 2, the definition 0"),
        ("bind nobody made", 3, "has no definition `nobody`"),
        ("bind order made", 8, "which one is `a`? v-1 \"x\", v-2 \"y\""),
        ("bind order made --message a=v-5", 3, "it has no message v-5"),
        ("bind order made --message a=v-1 --message b=v-1", 3, "v-1 is given to two messages"),
        ("bind order made --message c=v-1", 3, "no message `c`"),
        ("bind order made --message a", 3, "write --message email-b=VARIATION"),
        ("bind Order made", 3, "is no campaign key"),
        ("bind order", 3, "CAMPAIGN_ID"),
    ] {
        shop.run(line).ends(exit).says(says);
        assert!(!shop.folder.path("campaigns.prod.lock").exists(), "{line}");
    }
    let events = "    conversions: []\n";
    shop.folder.edit(
        "campaigns/all.yaml",
        "name: Text\n",
        &format!("name: Text\n{}", events.trim_start()),
    );
    shop.run("bind text events").ends(3).says("conversion events");
}

#[test]
fn a_second_run_is_silent_and_another_id_needs_a_word() {
    let shop = shop();
    shop.run("bind order made --message a=v-2").ends(0).says("1 campaign bound");
    let lock = shop.folder.read("campaigns.prod.lock");
    assert!(lock.contains("campaign_id: made\n    origin: bound"), "{lock}");
    assert!(
        lock.contains("      b:\n        channel: email\n        campaign_id: made\n        message_variation_id: v-1"),
        "the one that is left"
    );
    let said = shop.run("bind order made --message a=v-2").ends(0);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
    shop.run("bind order made --message a=v-1").ends(8).says("has the id v-2 already");
    shop.run("bind order again --message a=v-3").ends(8).says("say --replace");
    assert_eq!(shop.folder.read("campaigns.prod.lock"), lock);
    shop.run("bind order again --message a=v-3 --replace").ends(0);
    let lock = shop.folder.read("campaigns.prod.lock");
    assert!(
        lock.contains("former:") && lock.contains("campaign_id: made") && lock.contains("v-4"),
        "{lock}"
    );
    shop.run("bind order made --message a=v-2 --replace")
        .ends(3)
        .says("belongs to `order (former)` already");
    shop.run("lock verify").ends(0);
}

#[test]
fn an_id_of_a_tombstone_is_never_given_again() {
    let shop = shop();
    shop.run("bind text text-1").ends(0);
    shop.run("retire text --yes").ends(0);
    shop.folder.write(
        "campaigns/new.yaml",
        "campaign: new\nmessages:\n  a: { channel: sms, draft: true }\n",
    );
    shop.run("bind new text-1").ends(3).says("belongs to `text` already");
}

#[test]
fn a_table_is_recorded_whole_or_not_at_all() {
    let shop = shop();
    shop.folder.write(
        "map.csv",
        "title,campaign,campaign_id,message,message_variation_id\n,order,made,a,v-1\n,order,made,b,v-2\n,text,old,,\n,nobody,made,,\n",
    );
    shop.run("bind --from map.csv")
        .ends(3)
        .says("map.csv:4: `text` and old: it is archived")
        .says("map.csv:5: `prod` has no definition `nobody`")
        .says("nothing was recorded");
    assert!(!shop.folder.path("campaigns.prod.lock").exists());
    shop.folder.write("map.csv", "campaign,campaign_id,message,message_variation_id\norder,made,a,\nOrder,made,,\norder,again,,\norder,made,,\n");
    shop.run("bind --from map.csv")
        .ends(3)
        .says("map.csv:2: the row has no `message_variation_id`")
        .says("map.csv:3: `Order`");
    shop.folder.write(
        "map.csv",
        "campaign,campaign_id,message,message_variation_id\norder,made,a,v-2\ntext,text-1,,\norder,made,b,v-1\n",
    );
    shop.run("bind --from map.csv").ends(0).says("2 campaigns bound");
    let lock = shop.folder.read("campaigns.prod.lock");
    let said = shop.run("bind --from map.csv").ends(0);
    assert_eq!((said.err.as_str(), shop.folder.read("campaigns.prod.lock")), ("", lock));
    shop.run("bind --from nowhere.csv").ends(3).says("nowhere.csv");
}
