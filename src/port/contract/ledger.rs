//! What every ledger promises.

use crate::model::{
    BatchState, CampaignId, CampaignKey, Digest, DispatchId, Lineage, Outcome, SendHeader, SendKey,
    Timestamp, WorkspaceName,
};
use crate::port::{Claim, ClaimRequest, Ledger, LedgerError, Opened, Ticket};

/// Opens the same ledger again and again, each time as another process would.
pub type Opener = Box<dyn Fn() -> Box<dyn Ledger>>;

/// Checks all promises; `fresh` makes an empty ledger.
pub async fn check(fresh: impl Fn() -> Opener) {
    a_batch_is_claimed_once_and_settled_once(fresh()).await;
    a_released_claim_can_be_claimed_again(fresh()).await;
    what_was_claimed_by_a_process_that_is_gone_is_in_doubt(fresh()).await;
    a_batch_with_other_recipients_is_noticed(fresh()).await;
    the_header_of_the_first_claim_stays(fresh()).await;
    a_send_is_held_by_one(fresh()).await;
    finishing_settles_what_is_left_as_unknown(fresh()).await;
    a_person_resolves_doubt(fresh()).await;
    what_was_refused_can_be_claimed_after_a_person_s_word(fresh()).await;
    sends_are_listed_latest_first(fresh()).await;
    batches_come_in_pages(fresh()).await;
    an_unknown_send_is_said_to_be_one(fresh()).await;
}

/// A header for tests, of a send with this key that begins at this second.
pub fn header(key: &str, second: i64) -> SendHeader {
    SendHeader {
        key: SendKey(key.to_owned()),
        lineage: Lineage::nil(),
        workspace: WorkspaceName::parse("local").expect("a key"),
        campaign: CampaignKey::parse("spring").expect("a key"),
        campaign_id: CampaignId::parse("c0ffee").expect("an id"),
        started: at(second),
        batching: 1,
        audience: Digest::of(b"audience"),
        audience_name: "users.csv".to_owned(),
        limit: None,
        params: std::collections::BTreeMap::new(),
        recipients: 3,
        batches: 3,
        body: serde_json::json!({ "campaign_id": "c0ffee", "messages": {} }),
        param_types: std::collections::BTreeMap::new(),
        messages: Vec::new(),
    }
}

async fn a_batch_is_claimed_once_and_settled_once(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    let claims = ledger.claim(&send, &[request(0), request(1)], at(1)).await.expect("claims");
    let [first, second] = tickets(claims).try_into().expect("one answer per request");
    let again = ledger.claim(&send, &[request(0)], at(2)).await.expect("an answer");
    assert_eq!(again, [Claim::InDoubt { since: at(1) }], "while it is in flight");
    let minor = Outcome::Accepted {
        dispatch: DispatchId::parse("odd-dispatch").expect("an id"),
        minor_errors: vec!["one was odd".to_owned()],
    };
    let settled = vec![(first, accepted()), (second, minor.clone())];
    ledger.settle(&send, settled, at(3)).await.expect("settled");
    ledger.settle(&send, vec![(Ticket::issue(0), unknown())], at(4)).await.expect("no error");
    let ledger = reopen(ledger, &opener, "a").await;
    let again = ledger.claim(&send, &[request(0), request(1)], at(5)).await.expect("answers");
    assert_eq!(again, [Claim::Settled(accepted()), Claim::Settled(minor)], "for good");
}

async fn a_released_claim_can_be_claimed_again(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    let claims = ledger.claim(&send, &[request(0)], at(1)).await.expect("a claim");
    ledger.release(&send, tickets(claims)).await.expect("released");
    let ledger = reopen(ledger, &opener, "a").await;
    let claims = ledger.claim(&send, &[request(0)], at(2)).await.expect("a claim");
    let ticket = tickets(claims).pop().expect("it was free");
    ledger.settle(&send, vec![(ticket, accepted())], at(3)).await.expect("settled");
    ledger.release(&send, vec![Ticket::issue(0)]).await.expect("no error");
    let again = ledger.claim(&send, &[request(0)], at(4)).await.expect("an answer");
    assert_eq!(again, [Claim::Settled(accepted())], "what is settled cannot be released");
}

async fn what_was_claimed_by_a_process_that_is_gone_is_in_doubt(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    drop(ledger.claim(&send, &[request(0)], at(1)).await.expect("a claim"));
    let ledger = reopen(ledger, &opener, "a").await;
    let again = ledger.claim(&send, &[request(0), request(1)], at(9)).await.expect("answers");
    assert_eq!(again[0], Claim::InDoubt { since: at(1) });
    assert!(matches!(again[1], Claim::Yours(_)), "the next was never claimed");
}

async fn a_batch_with_other_recipients_is_noticed(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    drop(ledger.claim(&send, &[request(0)], at(1)).await.expect("a claim"));
    let other = ClaimRequest { digest: Digest::of(b"others"), ..request(0) };
    let answer = ledger.claim(&send, &[other], at(2)).await.expect("an answer");
    assert_eq!(answer, [Claim::Different { recorded: request(0).digest }]);
}

async fn the_header_of_the_first_claim_stays(opener: Opener) {
    let ledger = opener();
    assert_eq!(ledger.open(&header("a", 0)).await.expect("new"), Opened::New);
    let second = header("a", 20);
    assert_eq!(ledger.open(&second).await.expect("still new"), Opened::New);
    drop(ledger.claim(&second.key, &[request(0)], at(21)).await.expect("a claim"));
    let other = SendHeader { recipients: 99, ..header("a", 50) };
    let resumed = Opened::Resumed(Box::new(second.clone()));
    assert_eq!(ledger.open(&other).await.expect("known"), resumed);
    drop(ledger);
    let ledger = opener();
    assert_eq!(ledger.open(&other).await.expect("known"), resumed);
    ledger.finish(&other.key, at(57)).await.expect("finished");
    ledger.finish(&other.key, at(58)).await.expect("finished before");
    let finished = Opened::Finished(Box::new(second), at(57));
    assert_eq!(ledger.open(&other).await.expect("known"), finished);
}

async fn a_send_is_held_by_one(opener: Opener) {
    let (first, second) = (opener(), opener());
    opened(&*first, "a").await;
    let refused = second.open(&header("a", 0)).await;
    assert!(matches!(refused, Err(LedgerError::Held { .. })), "{refused:?}");
    let key = SendKey("a".to_owned());
    let refused = second.resolve(&key, &[0], true, at(1)).await;
    assert!(matches!(refused, Err(LedgerError::Held { .. })), "{refused:?}");
    opened(&*second, "b").await;
    drop(first);
    second.open(&header("a", 0)).await.expect("the holder is gone");
}

async fn finishing_settles_what_is_left_as_unknown(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    drop(ledger.claim(&send, &[request(0)], at(1)).await.expect("a claim"));
    let (_, status) = ledger.status(&send).await.expect("a status").expect("known");
    assert_eq!((status.batches_claimed, status.recipients_claimed), (1, 10));
    ledger.finish(&send, at(2)).await.expect("finished");
    let (_, status) = ledger.status(&send).await.expect("a status").expect("known");
    assert_eq!((status.batches_claimed, status.batches_unknown), (0, 1));
    assert_eq!((status.recipients_unknown, status.finished), (10, Some(at(2))));
}

async fn a_person_resolves_doubt(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    let claims = ledger.claim(&send, &[request(0), request(1), request(2)], at(1)).await;
    let mut claimed = tickets(claims.expect("claims"));
    ledger.settle(&send, vec![(claimed.remove(0), accepted())], at(2)).await.expect("settled");
    ledger.finish(&send, at(3)).await.expect("finished");
    let all = [0, 1, 7];
    assert_eq!(ledger.resolve(&send, &all, true, at(4)).await.expect("a number"), 1);
    let (_, status) = ledger.status(&send).await.expect("a status").expect("known");
    assert_eq!((status.batches_accepted, status.finished), (2, Some(at(3))));
    assert_eq!(ledger.resolve(&send, &[0, 1, 2], false, at(5)).await.expect("a number"), 1);
    let (_, status) = ledger.status(&send).await.expect("a status").expect("known");
    assert_eq!((status.batches_accepted, status.finished), (2, None), "there is work again");
    let again = ledger.claim(&send, &[request(2)], at(6)).await.expect("a claim");
    assert!(matches!(again[0], Claim::Yours(_)));
}

async fn what_was_refused_can_be_claimed_after_a_person_s_word(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    let claims = ledger.claim(&send, &[request(0)], at(1)).await.expect("a claim");
    let refused = Outcome::Refused { status: 400, message: "No".to_owned() };
    let settled = tickets(claims).into_iter().map(|ticket| (ticket, refused.clone())).collect();
    ledger.settle(&send, settled, at(2)).await.expect("settled");
    assert_eq!(ledger.resolve(&send, &[0], true, at(3)).await.expect("a number"), 0);
    let again = ledger.claim(&send, &[request(0)], at(4)).await.expect("an answer");
    assert_eq!(again, [Claim::Settled(refused)]);
    assert_eq!(ledger.resolve(&send, &[0], false, at(5)).await.expect("a number"), 1);
    let again = ledger.claim(&send, &[request(0)], at(6)).await.expect("a claim");
    assert!(matches!(again[0], Claim::Yours(_)));
}

async fn sends_are_listed_latest_first(opener: Opener) {
    let ledger = opener();
    for (key, second) in [("a", 1), ("b", 3), ("c", 2)] {
        ledger.open(&header(key, second)).await.expect("new");
    }
    let all = ledger.sends().await.expect("a list");
    let keys: Vec<_> = all.iter().map(|(header, _)| header.key.0.as_str()).collect();
    assert_eq!(keys, ["b", "c", "a"]);
}

async fn batches_come_in_pages(opener: Opener) {
    let ledger = opener();
    let send = opened(&*ledger, "a").await;
    let requests: Vec<_> = [4, 0, 2].map(request).into();
    drop(ledger.claim(&send, &requests, at(1)).await.expect("claims"));
    let page = ledger.batches(&send, 1, 1).await.expect("a page");
    assert_eq!(page.len(), 1);
    assert_eq!((page[0].number, page[0].recipients, page[0].claimed), (2, 10, at(1)));
    assert_eq!((page[0].digest, &page[0].state), (request(2).digest, &BatchState::Claimed));
    assert_eq!(ledger.batches(&send, 3, 9).await.expect("a page").len(), 1);
}

async fn an_unknown_send_is_said_to_be_one(opener: Opener) {
    let ledger = opener();
    let key = SendKey("nobody".to_owned());
    assert_eq!(ledger.status(&key).await.expect("an answer"), None);
    let answer = ledger.claim(&key, &[request(0)], at(1)).await;
    assert!(matches!(answer, Err(LedgerError::NoSuchSend(_))), "{answer:?}");
}

async fn opened(ledger: &dyn Ledger, key: &str) -> SendKey {
    let header = header(key, 0);
    ledger.open(&header).await.expect("it is free");
    header.key
}

async fn reopen(ledger: Box<dyn Ledger>, opener: &Opener, key: &str) -> Box<dyn Ledger> {
    drop(ledger);
    let ledger = opener();
    opened(&*ledger, key).await;
    ledger
}

fn request(number: u64) -> ClaimRequest {
    ClaimRequest { number, recipients: 10, digest: Digest::of(&number.to_be_bytes()) }
}

fn tickets(claims: Vec<Claim>) -> Vec<Ticket> {
    let ticket = |claim| match claim {
        Claim::Yours(ticket) => ticket,
        other => panic!("{other:?} is no ticket"),
    };
    claims.into_iter().map(ticket).collect()
}

fn accepted() -> Outcome {
    let dispatch = DispatchId::parse("00112233445566778899aabbccddeeff").expect("an id");
    Outcome::Accepted { dispatch, minor_errors: Vec::new() }
}

fn unknown() -> Outcome {
    Outcome::Unknown { reason: "lost".to_owned() }
}

fn at(second: i64) -> Timestamp {
    Timestamp(jiff::Timestamp::from_second(second).expect("a small number"))
}
