//! Far sides that are not kind: keys echoed in every form, limits, silence, pages of others.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::world::folder;
use crate::commands::folder::{Folder, Said};

const KEY: &str = "8f0c1b2a-3344-5566-7788-99aabbccddee";

/// Answers each request with what it is told, and remembers their first lines.
pub(super) struct Far {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    folder: Folder,
}

impl Far {
    /// `answer` gets the request's first line and its number, and gives everything that is written.
    pub(super) fn new(answer: impl Fn(&str, usize) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let line = first_line(&mut stream);
                let number = {
                    let mut heard = heard.lock().unwrap();
                    heard.push(line.clone());
                    heard.len() - 1
                };
                // A client that hung up has its reasons.
                let _unheard = stream.write_all(answer(&line, number).as_bytes());
            }
        });
        Self { url, asked, folder: folder() }
    }

    /// A workspace with the campaign of `init`, and a webhook in it. `send` gets the number of the
    /// request to `/messages/send`.
    fn shop(send: impl Fn(usize) -> String + Send + 'static) -> Self {
        let details = r#"{"message":"success","name":"Welcome","description":"Greets a new customer.",
            "tags":["onboarding"],"conversion_behaviors":[{"type":"Performs Custom Event",
            "window":259200,"custom_event_name":"completed_profile"}],"messages":{
            "e-1":{"channel":"email","name":"email"},"w-1":{"channel":"webhook","name":"erp"}}}"#;
        let list = r#"{"message":"success","campaigns":[{"id":"c-1","is_api_campaign":true}]}"#;
        let sends = Mutex::new(0);
        Self::new(move |line, _| {
            if line.contains("/campaigns/list") {
                answer("200 OK", "", list)
            } else if line.contains("/campaigns/details") {
                answer("200 OK", "", details)
            } else if line.contains("/messages/send") {
                let mut sends = sends.lock().unwrap();
                *sends += 1;
                send(*sends - 1)
            } else {
                answer("200 OK", "", r#"{"message":"success"}"#)
            }
        })
    }

    pub(super) fn always(answer: &str) -> Self {
        let answer = answer.to_owned();
        Self::new(move |_, _| answer.clone())
    }

    pub(super) fn run(&self, line: &str) -> Said {
        let variables = [
            ("CAMPAIGNCTL_ENDPOINT", &*self.url),
            ("BRAZE_API_KEY", KEY),
            ("CAMPAIGNCTL_WORKSPACE", "production"),
            ("CAMPAIGNCTL_SECRET_ERP_AUTH", "s3cr\"et/väl ue"),
        ];
        self.folder.run_with(line, &variables, "")
    }

    /// From now on the project's endpoint is this far side itself, not a rehearsal.
    pub(super) fn live(&self) {
        self.folder.edit("campaignctl.yaml", "https://rest.iad-03.braze.com", &self.url);
    }

    pub(super) fn run_live(&self, line: &str) -> Said {
        let variables = [
            ("BRAZE_API_KEY", KEY),
            ("CAMPAIGNCTL_WORKSPACE", "production"),
            ("CAMPAIGNCTL_SECRET_ERP_AUTH", "s3cr\"et/väl ue"),
        ];
        self.folder.run_with(line, &variables, "")
    }

    pub(super) fn all_asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn first_line(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    while !read.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).unwrap_or(0);
        if length == 0 {
            break;
        }
        read.extend_from_slice(&part[..length]);
    }
    String::from_utf8_lossy(&read).lines().next().unwrap_or_default().to_owned()
}

pub(super) fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

fn json_escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect::<Vec<_>>().concat()
}

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn no_form_of_the_key_is_ever_said() {
    let (one, two) = KEY.split_at(20);
    let echoes = [
        KEY.to_owned(),
        KEY.to_uppercase(),
        json_escaped(KEY),
        percent_encoded(KEY),
        format!("{one}\\n  {two}"),
        format!("{one}\\u200b{two}"),
        KEY.replace('-', "&#45;"),
        // Where a message is cut the key must not begin.
        format!("{}{KEY}", "x".repeat(280)),
    ];
    let told = Arc::new(Mutex::new(String::new()));
    let answered = Arc::clone(&told);
    let far = Far::new(move |_, _| answered.lock().unwrap().clone());
    for echo in echoes {
        for status in ["401 Unauthorized", "400 Bad Request", "500 Oh", "200 OK"] {
            let body = format!("{{\"message\":\"No to {echo}\",\"campaigns\":\"{echo}\"}}");
            let id = format!("x-request-id: {KEY}\r\n");
            *told.lock().unwrap() = answer(status, &id, &body);
            let said = far.run("plan -vv --max-wait 0s");
            assert_ne!(said.code, 0, "{}", said.err);
            let all = format!("{}{}", said.out, said.err).to_lowercase();
            for part in [
                &KEY[..13],
                &KEY[21..],
                &*json_escaped(&KEY[..8]).to_lowercase(),
                &percent_encoded(&KEY[..8]),
            ] {
                assert!(!all.contains(part), "{status} {echo}:\n{all}");
            }
            assert!(all.contains("[key]"), "{all}");
        }
    }
}

#[test]
fn no_secret_is_said_that_a_webhook_carries() {
    let errors =
        r#"{"dispatch_id":"d1","message":"success","errors":["no s3cr\"et\/v\u00e4l ue"]}"#;
    let far = Far::shop(move |_| answer("201 Created", "", errors));
    // Not a rehearsal, which is given references: a workspace whose endpoint is this machine.
    far.live();
    let hook = "  erp:\n    channel: webhook\n    url: https://erp.example.com/hook\n    \
                request_method: POST\n    request_headers: { Authorization: { secret: ERP_AUTH } }\n";
    let text = far.folder.read("campaigns/welcome.yaml") + hook;
    far.folder.write("campaigns/welcome.yaml", &text);
    far.run_live("apply --yes").ends(0);
    let send = "send --campaign welcome --to audience/users.csv --yes --new-ledger -vv";
    let said = far.run_live(send).ends(0).says("[secret]").says("no [secret]");
    for part in ["s3cr", "väl", KEY] {
        assert!(!format!("{}{}", said.out, said.err).contains(part), "{}{}", said.out, said.err);
    }
    let header = "\"Authorization\":\"[secret]\"";
    assert!(said.err.contains(header), "{}", said.err);
}

#[test]
fn a_refused_key_names_the_host_and_ends_with_4() {
    let body = format!("{{\"message\":\"Invalid API key: {KEY}\"}}");
    let limits = "x-ratelimit-limit: \r\nx-ratelimit-remaining: \r\nx-ratelimit-reset: \r\n";
    let far = Far::always(&answer("401 Unauthorized", limits, &body));
    let host = far.url.trim_start_matches("http://").to_owned();
    let said = far.run("plan").ends(4).says("another instance refuses every key");
    said.says(&format!("Invalid API key: [key] (GET /campaigns/list on {host})"));
    assert_eq!(far.asked(), 1, "a refusal is not asked for twice");
}

#[test]
fn a_missing_permission_is_named() {
    let body = r#"{"message":"You do not have permission to access this resource"}"#;
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let far = Far::always(&answer(status, "", body));
        far.run("plan").ends(4).says("the key lacks the permission `campaigns.list`");
    }
}

#[test]
fn an_id_that_nobody_knows_is_named() {
    let far = Far::new(|line, _| {
        if line.contains("/campaigns/list") {
            answer("200 OK", "", r#"{"campaigns":[{"id":"gone-1","is_api_campaign":true}]}"#)
        } else {
            let text = "campaign_id must be a string of the campaign api identifier";
            answer("400 Bad Request", "", &format!("{{\"message\":\"{text}\"}}"))
        }
    });
    far.run("plan").ends(1).says("campaign_id gone-1").says("one workspace only");
}

#[test]
fn a_limit_is_waited_for_and_said_and_the_budget_ends_it_with_5() {
    let limited =
        answer("429 Too Many Requests", "Retry-After: 1\r\n", r#"{"message":"Rate Limited"}"#);
    let empty = answer("200 OK", "", r#"{"message":"success","campaigns":[]}"#);
    let answers = [limited.clone(), empty];
    let far = Far::new(move |_, number| answers[number.min(1)].clone());
    far.run("plan").ends(0).says("waiting 1s for the rate limit of /campaigns/list");

    let far = Far::always(&limited);
    let said = far.run("plan --quiet --max-wait 1s").ends(5);
    said.says("the rate limit is spent for another 1 seconds").says("--max-wait");
    assert_eq!(far.asked(), 2);

    let said = far.run("plan --max-wait 0s").ends(5);
    said.says("waited 0s; another 1s would be more than --max-wait 0s");
}

#[test]
fn a_send_waits_for_a_limit_and_goes_on() {
    let limited =
        answer("429 Too Many Requests", "Retry-After: 1\r\n", r#"{"message":"Rate Limited"}"#);
    let accepted = answer("201 Created", "", r#"{"dispatch_id":"d1","message":"success"}"#);
    let answers = [limited.clone(), accepted];
    let far = Far::shop(move |number| answers[number.min(1)].clone());
    far.run("apply --yes").ends(0);
    let send = "send --campaign welcome --message email --to audience/users.csv --yes";
    let said = far.run(send).ends(0).says("waiting 1s for the rate limit of /messages/send");
    said.says("3 of 3 recipients accepted");

    let far = Far::shop(move |_| limited.clone());
    far.run("apply --yes").ends(0);
    let said = far.run(&format!("{send} --max-wait 1s")).ends(5);
    said.says("the rate limit asks to wait for 1 second").says("1s of --max-wait 1s were waited");
    far.run(&format!("{send} --max-wait 0s")).ends(5).says("goes on where it stopped");
}

#[test]
fn a_send_whose_answer_is_lost_is_unknown_and_never_repeated() {
    let far = Far::shop(|_| String::new());
    far.run("apply --yes").ends(0);
    let send = "send --campaign welcome --message email --to audience/users.csv --yes";
    far.run(send).ends(11).says("3 unknown");
    far.run(send).ends(11);
    let sends = far.all_asked().iter().filter(|line| line.contains("/messages/send")).count();
    assert_eq!(sends, 1);
}

#[test]
fn a_far_side_that_is_not_there_is_5_and_names_the_host() {
    let far = Far::always("");
    let line = "plan --max-wait 0s";
    let host = far.url.trim_start_matches("http://").to_owned();
    far.run(line).ends(5).says(&host);
    let variables = [
        ("CAMPAIGNCTL_ENDPOINT", "http://127.0.0.1:1"),
        ("BRAZE_API_KEY", KEY),
        ("CAMPAIGNCTL_WORKSPACE", "production"),
    ];
    let said = far.folder.run_with(line, &variables, "").ends(5);
    said.says("127.0.0.1:1").says("refused").says("check the network and the endpoint");
}

#[test]
fn a_page_of_somebody_else_is_no_workspace() {
    let page = "<html><title>Hotel</title>\u{1b}[2J</html>";
    let far = Far::always(&answer("200 OK", "content-type: text/html\r\n", page));
    let said = far.run("plan").ends(1).says("(a page of HTML)");
    assert!(!said.err.contains('\u{1b}'));
    let far =
        Far::always(&answer("302 Found", "location: https://dashboard-03.braze.com/\r\n", ""));
    far.run("plan").ends(5).says("a redirect: this is no REST endpoint of Braze");
    assert_eq!(far.asked(), 1, "and is not followed");
}

#[test]
fn a_key_that_cannot_be_one_is_not_repeated() {
    let far = Far::always("");
    for (key, says) in
        [("", "BRAZE_API_KEY is not set"), ("two words", "BRAZE_API_KEY holds no key")]
    {
        let variables = [
            ("CAMPAIGNCTL_ENDPOINT", &*far.url),
            ("BRAZE_API_KEY", key),
            ("CAMPAIGNCTL_WORKSPACE", "production"),
        ];
        let said = far.folder.run_with("plan", &variables, "").ends(4).says(says);
        assert!(!said.err.contains("two words"), "{}", said.err);
    }
    assert_eq!(far.asked(), 0);
}
