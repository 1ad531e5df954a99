//! Every error text of the contract has something to do about it.

use campaignctl::braze::help_for;

#[test]
fn every_documented_error_has_help_of_its_own() {
    let texts = [
        ("Bad Request", "a time that does not parse"),
        ("No Recipients", "names nobody"),
        ("Invalid Campaign ID", "no API campaign with that id"),
        ("Message Variant Unspecified", "run `apply`"),
        ("Invalid Message Variant", "not one of this campaign's"),
        ("Mismatched Message Type", "another channel"),
        ("Invalid Extra Push Payload", "must be a map"),
        ("Max Input Length Exceeded", "75"),
        (
            "The max number of external_ids and aliases per request was exceeded",
            "50 ids and aliases",
        ),
        ("The max number of ids per request was exceeded", "50 ids"),
        ("No message to send", "no message object"),
        ("Slideup Message Length Exceeded", "140"),
        ("Apple Push Length Exceeded", "1,912"),
        ("Android Push Length Exceeded", "4,000"),
        ("campaign_id must be a string of the campaign api identifier", "one workspace only"),
        ("Invalid subscription group ID", "`subscription_groups`"),
        ("Campaign does not exist", "no campaign with that id"),
        (
            "The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.",
            "unarchive",
        ),
        (
            "The campaign is paused. Resume the campaign in order for trigger requests to take effect.",
            "resume",
        ),
        (
            "The campaign is not a transactional campaign. Only transactional campaigns may use this endpoint",
            "/messages/send",
        ),
        (
            "The external reference has been queued.  Please retry to obtain send_id.",
            "ask again later",
        ),
        ("Unauthorized", "check the key"),
        ("Error authenticating credentials", "check the key"),
        ("Invalid API key: [key]", "another instance refuses every key"),
        ("You do not have permission to access this resource", "make another key"),
        ("Access Denied", "make another key"),
        ("Invalid whitelisted IPs ", "allowlist"),
        ("Forbidden", "plan"),
        ("Not Found", "endpoint"),
        ("Invalid URL", "endpoint"),
        ("Request Entity Too Large", "4 MB"),
        ("Unsupported Media Type", "application/json"),
        ("Rate Limited", "window"),
        ("Internal Server Error", "may have been done"),
    ];
    for (text, expected) in texts {
        let help = help_for(text).unwrap_or_else(|| panic!("no help for {text:?}"));
        assert!(help.contains(expected), "{text:?}: {help:?}");
        assert_eq!(help_for(&format!("It said: {}!", text.to_uppercase())), Some(help));
    }
}

#[test]
fn what_nobody_knows_has_no_help() {
    assert_eq!(help_for("The moon is full"), None);
    assert_eq!(help_for(""), None);
}
