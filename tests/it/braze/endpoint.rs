//! Where keys may be sent, and what a key may be.

use campaignctl::braze::{ApiKey, Endpoint};

fn check(text: &str) -> String {
    allowing(text, None)
}

fn allowing(text: &str, allowed: Option<&str>) -> String {
    Endpoint::parse(text, allowed).map_or_else(|error| error.to_string(), |found| found.to_string())
}

#[test]
fn braze_and_this_machine_are_endpoints() {
    assert_eq!(check("https://rest.iad-03.braze.com"), "https://rest.iad-03.braze.com");
    assert_eq!(check("https://REST.fra-01.braze.eu/"), "https://rest.fra-01.braze.eu");
    assert_eq!(check("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    assert_eq!(check("http://[::1]:8080"), "http://[::1]:8080");
    assert_eq!(check("http://localhost:8080"), "http://localhost:8080");
}

#[test]
fn no_key_goes_where_a_pull_request_says() {
    let foreign = |host: &str| {
        format!(
            "`{host}` is not one of Braze's REST hosts, and no key is sent elsewhere unless it is allowed"
        )
    };
    for host in [
        "evil.example.com",
        "rest.iad-03.braze.com.evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
    ] {
        assert_eq!(check(&format!("https://{host}")), foreign(host));
    }
    assert_eq!(check("https://rest.iad-03.braze.com:8443"), foreign("rest.iad-03.braze.com"));
    let bare = "an endpoint is a scheme and a host only, as in `https://rest.iad-01.braze.com`";
    assert_eq!(check("https://rest.iad-03.braze.com@evil.example"), bare);
    assert_eq!(check("https://rest.iad-03.braze.com/messages"), bare);
    assert_eq!(check("https://rest.iad-03.braze.com?x"), bare);
    let plain = "a key is sent over `https` only, except to this machine";
    assert_eq!(check("http://rest.iad-03.braze.com"), plain);
    assert_eq!(check("ftp://localhost"), plain);
    assert_eq!(check("rest.iad-03.braze.com"), "`rest.iad-03.braze.com` is not a URL");
    assert_eq!(check(""), "`` is not a URL");
}

#[test]
fn the_dashboard_is_not_the_rest_endpoint() {
    let text =
        "serves Braze's dashboard or its SDKs; REST calls go to a host that begins with `rest.`";
    assert_eq!(check("https://dashboard-03.braze.com"), format!("`dashboard-03.braze.com` {text}"));
    assert_eq!(check("https://sdk.iad-03.braze.com"), format!("`sdk.iad-03.braze.com` {text}"));
}

#[test]
fn another_host_is_allowed_by_name() {
    let proxy = "https://braze-proxy.example.com";
    assert_eq!(allowing(proxy, Some("braze-proxy.example.com")), proxy);
    assert_eq!(allowing(proxy, Some("https://braze-proxy.example.com/")), proxy);
    assert!(allowing(proxy, Some("example.com")).contains("is not one of"));
    assert!(
        allowing("http://braze-proxy.example.com", Some("braze-proxy.example.com"))
            .contains("https")
    );
}

#[test]
fn a_key_is_taken_as_pasted() {
    assert!(ApiKey::parse(" 8f0c1b2a-0000\n").is_ok());
    for wrong in ["", " \n", "two words", "line\nbreak", "quo\"te", "schlüssel"] {
        let error = ApiKey::parse(wrong).err().unwrap();
        assert_eq!(
            error.to_string(),
            "a key is visible ASCII characters, without spaces, quotes and backslashes"
        );
    }
}
