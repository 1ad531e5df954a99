//! Campaigns that a live workspace makes: copies of templates, or a person's work after a checklist.

use serde_json::json;

use super::world::{Shop, campaign};
use crate::commands::folder::Said;
use crate::sandbox::server::get;

const DEFINITION: &str = "campaign: order
name: Order
messages:
  mail: { channel: email, app_id: 3f1a0000-0000-4000-8000-000000000000, from: a@b.example, subject: Hi, body: x }
";

const TEMPLATES: &str = "    templates: [{ campaign_id: t-1, channels: [email] }]\n";

fn shop(more: &str) -> Shop {
    let template = campaign("t-1", "Template", &[("v-t", "email", "Variation 1")]);
    let shop =
        Shop::with(&[vec![template]], &format!("    proof: {{ segment: segment-@ }}\n{more}"));
    shop.folder.write("campaigns/order.yaml", DEFINITION);
    shop.post("/_sandbox/settings", &json!({ "duplicate_draft": false }));
    shop
}

/// The ids of the campaigns that are titled `Order`, as the workspace has them.
fn twins(shop: &Shop) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let target = "/campaigns/list?include_archived=true";
    let (_, answer) = runtime.block_on(get(shop.url(), target, "everything"));
    let all = answer["campaigns"].as_array().unwrap().iter();
    let titled = all.filter(|one| one["name"] == "Order");
    titled.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// As if it had been asked for yesterday.
fn age(shop: &Shop) {
    let journal = ".campaignctl/journal.prod";
    let text = shop.folder.read(journal);
    let at = text.find("\"at\":\"").unwrap() + 6;
    shop.folder.write(journal, &format!("{}2026-01-01{}", &text[..at], &text[at + 10..]));
}

#[track_caller]
fn is_settled(shop: &Shop) {
    let twins = twins(shop);
    assert_eq!(twins.len(), 1, "{twins:?}");
    let lock = shop.folder.read("campaigns.prod.lock");
    let recorded = format!("campaign_id: {}\n    origin: duplicated", twins[0]);
    assert!(lock.contains(&recorded), "{lock}");
    assert_eq!(lock.matches("message_variation_id: ").count(), 1, "{lock}");
    assert!(!shop.folder.path(".campaignctl/journal.prod").exists());
    shop.run("plan --detailed-exitcode").ends(0).says("Nothing to do.");
}

#[test]
fn a_campaign_is_made_of_a_template_in_one_apply() {
    let shop = shop(TEMPLATES);
    shop.run("plan").ends(0).says("a copy of t-1 \"Template\"").says("1 create");
    shop.run("apply --locked").ends(12).says("`order` would change");
    assert!(twins(&shop).is_empty());
    let said = shop.run("apply").ends(0).says("the copy of t-1").says("recorded in");
    assert!(said.out.contains("a copy of") && !said.out.contains("the copy of"), "{}", said.out);
    is_settled(&shop);
    shop.run("lock verify").ends(0);
}

#[test]
fn a_copy_that_takes_its_time_is_pending_and_then_recorded() {
    let shop = shop(TEMPLATES);
    shop.post("/_sandbox/settings", &json!({ "duplicate_delay_seconds": 60 }));
    shop.run("apply --wait=1s").ends(13);
    shop.run("apply --wait=0s --allow-pending").ends(0);
    shop.run("plan").ends(0).says("asked for at").says("not there yet");
    assert!(twins(&shop).is_empty());
    shop.post("/_sandbox/clock", &json!({ "advance_seconds": 60 }));
    shop.run("apply").ends(0);
    is_settled(&shop);
}

#[test]
fn a_wait_in_vain_says_how_long_it_was_and_for_whom() {
    let shop = shop(TEMPLATES);
    shop.post("/_sandbox/settings", &json!({ "duplicate_delay_seconds": 60 }));
    let vain = "and `order` is not done; the next apply goes on";
    shop.run("apply --wait=1s").ends(13).says(&format!("waited 1s, {vain}"));
    shop.run("apply --wait=0s --allow-pending").ends(0).says(&format!("waited 0s, {vain}"));
    shop.post("/_sandbox/clock", &json!({ "advance_seconds": 60 }));
    let said = shop.run("apply --wait=1s").ends(0);
    assert!(!said.err.contains("waited"), "{}", said.err);
}

#[test]
fn a_copy_that_is_lost_is_unknown_until_a_person_says() {
    let shop = shop(TEMPLATES);
    shop.post("/_sandbox/faults", &json!({ "lose_duplicate": true }));
    shop.run("apply --wait=1s").ends(13);
    shop.run("apply --wait=0s --not-made order").ends(6).says("it may still come");
    age(&shop);
    shop.run("apply").ends(11).says("bind order CAMPAIGN_ID").says("apply --not-made order");
    shop.run("apply --not-made nobody").ends(3).says("no copy was asked for");
    assert!(twins(&shop).is_empty());
    shop.run("apply --not-made order").ends(0);
    is_settled(&shop);
}

#[test]
fn a_person_may_say_which_it_is_in_place_of_a_lost_copy() {
    let shop = shop(TEMPLATES);
    shop.post("/_sandbox/faults", &json!({ "lose_duplicate": true }));
    shop.run("apply --wait=1s").ends(13);
    shop.dashboard("", &campaign("by-hand", "Other title", &[("v-1", "email", "x")]));
    shop.run("bind order by-hand").ends(0);
    assert!(!shop.folder.path(".campaignctl/journal.prod").exists());
    shop.run("apply --allow-pending").ends(0);
    assert!(twins(&shop).is_empty(), "nothing was asked for again");
}

#[test]
fn a_draft_has_its_ids_and_waits_for_a_person() {
    let shop = shop(TEMPLATES);
    shop.post("/_sandbox/settings", &json!({ "duplicate_draft": true }));
    shop.run("apply").ends(13).says("launch");
    let id = twins(&shop).pop().unwrap();
    assert!(shop.folder.read("campaigns.prod.lock").contains(&id));
    shop.run("plan").ends(0).says(&format!("launch {id}, which is a draft"));
    shop.run("plan --format json").ends(0).says("\"mode\": \"manual\"");
    shop.run("plan --format markdown").ends(0).says("which is a draft");
    shop.dashboard(&format!("/{id}/launch"), &json!({}));
    shop.run("apply").ends(0);
    is_settled(&shop);
}

/// Every call of an apply goes wrong once, in one way; then it is run again.
fn at_every_call(fault: &serde_json::Value) {
    let smooth = shop(TEMPLATES).run("apply -v").ends(0);
    let is_call = |line: &&str| line.starts_with("GET /") || line.starts_with("POST /");
    let calls = smooth.err.lines().filter(is_call).count();
    assert!(calls > 5, "{}", smooth.err);
    for number in 0..calls {
        let shop = shop(TEMPLATES);
        if number > 0 {
            // Nothing goes wrong with the calls before.
            shop.post("/_sandbox/faults", &json!({ "next": number, "delay_ms": 1 }));
        }
        shop.post("/_sandbox/faults", fault);
        // A limit ends with the clock's minute or hour: whoever waited for it would wait for as long
        // as it happens to be.
        let first = shop.run("apply --wait=1s --max-wait=1s");
        shop.post("/_sandbox/faults", &json!({ "next": 0 }));
        let told = format!("{number}: {} {}{}", first.code, first.out, first.err);
        assert!(matches!(first.code, 0 | 1 | 5 | 6 | 10 | 11 | 13), "{told}");
        let second = shop.run("apply --wait=1s");
        match second.code {
            0 => {}
            13 => {
                // It may have been made: it was not, and a person says so.
                assert!(twins(&shop).is_empty(), "{told}{}{}", second.out, second.err);
                age(&shop);
                shop.run("apply").ends(11);
                shop.run("apply --not-made order").ends(0);
            }
            code => panic!("{told}{code} {}{}", second.out, second.err),
        }
        is_settled(&shop);
    }
}

#[test]
fn too_many_requests_at_any_call() {
    at_every_call(&json!({ "answer": 429, "next": 1 }));
}

#[test]
fn a_server_error_at_any_call() {
    at_every_call(&json!({ "answer": 500, "next": 1 }));
}

#[test]
fn a_refusal_at_any_call() {
    at_every_call(&json!({ "answer": 400, "next": 1 }));
}

#[test]
fn a_connection_that_drops_before_the_work_of_any_call() {
    at_every_call(&json!({ "drop": "before_work", "next": 1 }));
}

#[test]
fn a_connection_that_drops_after_the_work_of_any_call() {
    at_every_call(&json!({ "drop": "after_work", "next": 1 }));
}

#[test]
fn killed_while_it_runs_it_makes_no_twin() {
    let mut asked = 0;
    for millis in [20, 60, 100, 140, 180, 220, 260] {
        let shop = shop(TEMPLATES);
        // Calls take their time, so that each kill hits another one.
        shop.post("/_sandbox/faults", &json!({ "next": 100, "delay_ms": 30 }));
        let mut command = shop.folder.command(["apply"]);
        let mut child = command.env("BRAZE_API_KEY", "everything").spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        shop.post("/_sandbox/faults", &json!({ "next": 0 }));
        asked += usize::from(shop.folder.path(".campaignctl/journal.prod").exists());
        let again = shop.run("apply --wait=1s");
        if again.code != 0 {
            assert!(twins(&shop).is_empty());
            age(&shop);
            shop.run("apply --not-made order").ends(0);
        }
        is_settled(&shop);
    }
    // Where each kill hits depends on the machine; that none twins is what counts.
    assert!(asked <= 7);
}

#[test]
fn without_a_template_a_person_makes_it_and_the_next_apply_verifies_it() {
    let shop = shop("");
    shop.run("apply").ends(13).says("create an API campaign with the title \"Order\"");
    let mut triggered = campaign("wrong", "Order", &[("v-9", "email", "x")]);
    triggered["is_api_campaign"] = json!(false);
    shop.dashboard("", &triggered);
    shop.run("apply").ends(13).says("wrong has this title, but it is no API campaign");
    let mut made = campaign("made", "Order", &[("v-1", "sms", "x")]);
    made["draft"] = json!(true);
    shop.dashboard("", &made);
    shop.run("apply").ends(13).says("launch made, which is a draft").says("add a message: email");
    shop.dashboard("/made/messages", &json!({ "id": "v-2", "channel": "email", "name": "x" }));
    shop.dashboard("/made/launch", &json!({}));
    shop.run("apply").ends(0).says("it has a message that is not defined: SMS");
    let lock = shop.folder.read("campaigns.prod.lock");
    assert!(lock.contains("campaign_id: made\n    origin: adopted"), "{lock}");
    assert!(lock.contains("message_variation_id: v-2"), "{lock}");
    shop.dashboard("/made/archive", &json!({}));
    shop.run("plan").ends(0).says("it was archived in the dashboard");
}

#[test]
fn what_nobody_asked_for_needs_a_word_and_two_of_them_a_choice() {
    let shop = shop(TEMPLATES);
    shop.dashboard("", &campaign("theirs", "Order", &[("v-1", "email", "x")]));
    shop.run("plan").ends(0).says("theirs has this title").says("1 bind");
    shop.run("apply").ends(6).says("--yes");
    shop.dashboard("", &campaign("twin", "Order", &[("v-2", "email", "y")]));
    for command in ["plan", "apply --yes", "plan --out plan.json"] {
        shop.run(command)
            .ends(8)
            .says("2 campaigns of the workspace could be `order`")
            .says("campaignctl bind order theirs -w prod  # \"Order\"")
            .says("campaignctl bind order twin -w prod");
    }
    shop.run("plan --format json").ends(8).says("\"choices\"").says("bind order twin -w prod");
    shop.run("plan --format markdown").ends(8).says("> - `campaignctl bind order theirs -w prod`");
    assert_eq!(twins(&shop).len(), 2, "and no third was made");
    shop.dashboard("/twin/archive", &json!({}));
    shop.run("apply --yes").ends(0);
    let lock = shop.folder.read("campaigns.prod.lock");
    assert!(lock.contains("campaign_id: theirs\n    origin: adopted"), "{lock}");
}

#[test]
fn apply_waits_for_a_person() {
    let shop = shop("");
    let mut command = shop.folder.command(["apply", "--wait=60s", "--format", "json"]);
    let child = command.env("BRAZE_API_KEY", "everything").spawn().unwrap();
    while !shop.folder.path(".campaignctl/journal.prod").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    shop.dashboard("", &campaign("made", "Order", &[("v-1", "email", "x")]));
    let said: Said = shop.folder.said(&child.wait_with_output().unwrap());
    let said = said.ends(0).says("made, made as the checklist says");
    serde_json::from_str::<serde_json::Value>(&said.out).expect("one JSON value");
    shop.run("plan --detailed-exitcode").ends(0);
}

#[test]
fn a_message_and_a_conversion_event_come_to_a_campaign_that_lives() {
    let shop = shop(TEMPLATES);
    shop.run("apply").ends(0);
    let id = twins(&shop).pop().unwrap();
    let text = "  text: { channel: web_push, title: T, alert: x }\n";
    shop.folder.write("campaigns/order.yaml", &format!("{DEFINITION}{text}"));
    shop.run("apply").ends(13).says(&format!("titled \"text\" to {id}")).says("keep sending");
    let slot = |id: &str| json!({ "id": id, "channel": "web_push", "name": id });
    shop.dashboard(&format!("/{id}/messages"), &slot("v-1"));
    shop.dashboard(&format!("/{id}/messages"), &slot("v-2"));
    shop.run("apply").ends(8).says("--message text=v-1 -w prod  # \"v-1\"");
    shop.dashboard(&format!("/{id}/messages/v-2/edit"), &json!({ "name": "text" }));
    shop.run("apply").ends(0).says("v-2 is this message").says("a message that is not defined");
    assert!(shop.folder.read("campaigns.prod.lock").contains("message_variation_id: v-2"));
    let events = "name: Order\nconversions: [{ opens_email: true, within: 1d }]\n";
    shop.folder.edit("campaigns/order.yaml", "name: Order\n", events);
    shop.run("apply").ends(6).says("conversion events cannot change after launch");
    shop.run("apply --allow-replace").ends(13).says("bind order CAMPAIGN_ID --replace -w prod");
}

#[test]
fn a_campaign_that_comes_back_has_its_own_id() {
    let shop = shop(TEMPLATES);
    shop.run("apply").ends(0);
    let id = twins(&shop).pop().unwrap();
    shop.folder.remove("campaigns/order.yaml");
    shop.run("apply --yes").ends(0).says(&format!("archive {id} in the dashboard"));
    shop.dashboard(&format!("/{id}/archive"), &json!({}));
    shop.run("plan --detailed-exitcode").ends(0);
    shop.folder.write("campaigns/order.yaml", DEFINITION);
    shop.run("apply").ends(13).says(&format!("unarchive {id}"));
    shop.run("apply").ends(13).says(&format!("unarchive {id}"));
    shop.dashboard(&format!("/{id}/unarchive"), &json!({}));
    shop.run("apply").ends(0);
    is_settled(&shop);
}
