//! What a person sees of sends that go well and of sends that do not.

use std::time::Duration;

use campaignctl::model::{DispatchId, SendKey};
use campaignctl::port::memory::MemoryMessenger;
use campaignctl::port::{Delivery, Ledger as _, MessengerError};
use campaignctl::send::{Ended, SendError};
use proptest::prelude::*;

use super::world::{World, at, reached, users_csv};

type Answer = Result<Delivery, MessengerError>;

fn refused() -> Delivery {
    Delivery::Refused { status: 400, message: "Invalid Campaign ID".to_owned() }
}

fn lost() -> Delivery {
    Delivery::Unknown { reason: "the connection was lost".to_owned() }
}

fn accepted() -> Delivery {
    let dispatch = DispatchId::parse("d1").unwrap();
    Delivery::Accepted { dispatch, minor_errors: vec!["odd".to_owned()] }
}

fn unreachable() -> MessengerError {
    MessengerError::Unreachable("no route".to_owned())
}

fn answering<const N: usize>(answers: [Answer; N]) -> MemoryMessenger {
    MemoryMessenger::answering(answers)
}

#[tokio::test]
async fn a_send_reaches_everybody_once_and_says_so_when_it_is_run_again() {
    let world = World::of(120);
    let first = world.send().await.unwrap();
    assert_eq!((first.ended, first.resumed), (Ended::Finished, false));
    assert_eq!((first.status.batches_accepted, first.status.recipients_accepted), (3, 120));
    let again = world.send().await.unwrap();
    assert_eq!(again.ended, Ended::FinishedBefore { at: at(9) });
    assert_eq!(again.status, first.status);
    assert_eq!(reached(&world.messenger.received()).len(), 120);
}

#[tokio::test]
async fn a_new_text_does_not_make_it_another_send_but_a_key_does() {
    let mut world = World::of(2);
    world.send().await.unwrap();
    world.text = "Hello again".to_owned();
    assert!(matches!(world.send().await.unwrap().ended, Ended::FinishedBefore { .. }));
    world.key = Some(SendKey("second".to_owned()));
    assert_eq!(world.send().await.unwrap().ended, Ended::Finished);
    assert_eq!(world.messenger.received().len(), 2);
}

#[tokio::test]
async fn a_release_that_changes_under_an_unfinished_send_stops_it() {
    let mut world = World::of(60);
    world.messenger = answering([Ok(accepted()), Err(unreachable())]);
    assert!(matches!(world.send().await.unwrap().ended, Ended::Unreachable { .. }));
    world.text = "Hello again".to_owned();
    let stopped = world.send().await.unwrap_err();
    assert!(matches!(stopped, SendError::ReleaseChanged { .. }), "{stopped}");
    world.text = "Hello".to_owned();
    assert_eq!(world.send().await.unwrap().ended, Ended::Finished);
    assert_eq!(reached(&world.messenger.received()).len(), 60);
}

#[tokio::test]
async fn a_key_is_for_one_audience() {
    let mut world = World::of(2);
    world.key = Some(SendKey("march".to_owned()));
    world.send().await.unwrap();
    world.replace_audience(&users_csv(3));
    let stopped = world.send().await.unwrap_err().to_string();
    assert_eq!(stopped, "`march` is the key of a send with another audience; choose another key");
}

#[tokio::test]
async fn the_rate_limit_is_waited_for_and_the_same_request_repeated() {
    let mut world = World::of(60);
    let limited = || Ok(Delivery::Limited { retry_after: Duration::from_millis(20) });
    world.messenger = answering([limited(), limited()]);
    let began = std::time::Instant::now();
    let summary = world.send().await.unwrap();
    assert_eq!((summary.ended, summary.status.recipients_accepted), (Ended::Finished, 60));
    assert!(began.elapsed() >= Duration::from_millis(40));
    assert_eq!(reached(&world.messenger.received()).len(), 60);
}

#[tokio::test]
async fn a_wait_beyond_patience_ends_the_run_with_nothing_in_doubt() {
    let mut world = World::of(60);
    let limited = Delivery::Limited { retry_after: Duration::from_hours(1) };
    world.messenger = answering([Ok(accepted()), Ok(limited)]);
    let summary = world.send().await.unwrap();
    assert_eq!(summary.ended, Ended::RateLimited { seconds: 3_600 });
    assert_eq!((summary.status.recipients_accepted, summary.in_doubt()), (50, 0));
    assert_eq!(world.send().await.unwrap().status.recipients_accepted, 60);
}

#[tokio::test]
async fn a_key_that_is_not_accepted_ends_the_run_before_anything_is_sent() {
    let mut world = World::of(300);
    let unauthorized = MessengerError::Unauthorized("Invalid API key".to_owned());
    world.messenger = answering([Err(unauthorized)]);
    let summary = world.send().await.unwrap();
    assert_eq!(summary.ended, Ended::Unauthorized { message: "Invalid API key".to_owned() });
    assert_eq!(summary.status, campaignctl::model::SendStatus::default());
    world.text = "A better text, as nothing went out".to_owned();
    let summary = world.send().await.unwrap();
    assert_eq!((summary.resumed, summary.status.recipients_accepted), (false, 300));
}

#[tokio::test]
async fn refusals_in_a_row_end_the_run() {
    let mut world = World::of(500);
    world.messenger = answering([Ok(refused()), Ok(refused())]);
    let summary = world.send().await.unwrap();
    let message = "400 Invalid Campaign ID".to_owned();
    assert_eq!(summary.ended, Ended::Refused { message });
    assert_eq!((summary.status.batches_refused, summary.status.batches_accepted), (2, 0));
    assert_eq!(summary.remarks.len(), 2);
}

#[tokio::test]
async fn what_is_unknown_is_never_repeated_until_a_person_says() {
    let mut world = World::of(120);
    world.messenger = answering([Ok(accepted()), Ok(lost())]);
    let summary = world.send().await.unwrap();
    assert_eq!((summary.ended.clone(), summary.in_doubt()), (Ended::Finished, 50));
    assert_eq!(summary.remarks.len(), 2, "{:?}", summary.remarks);
    let again = world.send().await.unwrap();
    assert!(matches!(again.ended, Ended::FinishedBefore { .. }));
    assert_eq!(world.messenger.received().len(), 3);
    let person = world.ledger.another();
    assert_eq!(person.resolve(&summary.header.key, &[1], false, at(10)).await.unwrap(), 1);
    drop(person);
    assert_eq!(world.send().await.unwrap().in_doubt(), 0);
    assert_eq!(world.messenger.received().len(), 4);
}

#[tokio::test]
async fn an_interrupted_run_settles_what_is_in_flight_and_is_resumed() {
    let world = World::of(500);
    let ledger = world.ledger.another();
    let interrupted = world.send_until(&ledger, &world.messenger, std::future::ready(())).await;
    let summary = interrupted.unwrap();
    assert_eq!(summary.ended, Ended::Interrupted);
    assert_eq!((summary.status.batches_accepted, summary.in_doubt()), (1, 0));
    drop(ledger);
    let summary = world.send().await.unwrap();
    assert_eq!((summary.ended, summary.resumed), (Ended::Finished, true));
    assert_eq!(reached(&world.messenger.received()).len(), 500);
}

#[tokio::test]
async fn an_interruption_does_not_wait_for_the_rate_limit() {
    let mut world = World::of(60);
    world.options.patience = Duration::from_hours(2);
    let limited = Delivery::Limited { retry_after: Duration::from_hours(1) };
    world.messenger = answering([Ok(limited)]);
    let soon = tokio::time::sleep(Duration::from_millis(20));
    let ledger = world.ledger.another();
    let summary = world.send_until(&ledger, &world.messenger, soon).await.unwrap();
    assert_eq!((summary.ended.clone(), summary.in_doubt()), (Ended::Interrupted, 0));
}

#[tokio::test]
async fn another_process_that_sends_the_same_is_named() {
    let world = World::of(2);
    let other = world.ledger.another();
    other.open(&world.header()).await.unwrap();
    let stopped = world.send().await.unwrap_err().to_string();
    assert!(stopped.contains("is being worked on by"), "{stopped}");
}

#[tokio::test]
async fn an_audience_that_changed_since_the_survey_sends_no_wrong_batch() {
    let world = World::of(60);
    let mut header = world.header();
    header.audience = campaignctl::model::Digest::of(b"another file");
    let clock = campaignctl::port::memory::SettableClock::at(at(1));
    let ledger = world.ledger.another();
    let ports =
        campaignctl::send::Ports { ledger: &ledger, messenger: &world.messenger, clock: &clock };
    let audience = world.audience();
    let pending = std::future::pending::<()>();
    let secrets = |_: &str| None;
    let options = &world.options;
    let said = &mut |_: &campaignctl::send::Progress| {};
    let stopped =
        campaignctl::send::send(ports, &header, &audience, &secrets, options, pending, said);
    let stopped = stopped.await.unwrap_err().to_string();
    assert!(stopped.ends_with("users.csv was changed while it was read"), "{stopped}");
}

#[tokio::test]
async fn a_batch_with_other_recipients_stops_the_send() {
    let world = World::of(120);
    let ledger = world.ledger.another();
    let header = world.header();
    ledger.open(&header).await.unwrap();
    let digest = campaignctl::model::Digest::of(b"others");
    let other = campaignctl::port::ClaimRequest { number: 1, recipients: 50, digest };
    drop(ledger.claim(&header.key, &[other], at(1)).await.unwrap());
    let stopped = world.send_with(&ledger, &world.messenger).await.unwrap_err();
    assert!(matches!(stopped, SendError::DifferentBatch { number: 1, .. }), "{stopped}");
    let (_, status) = ledger.status(&header.key).await.unwrap().unwrap();
    assert_eq!((status.batches_accepted, status.batches_claimed), (1, 1), "the odd one stays");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sending_twice_sends_once(users in 1..400_usize, in_flight in 1..9_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let mut world = World::of(users);
        world.options.in_flight = in_flight;
        runtime.block_on(async {
            world.send().await.unwrap();
            world.send().await.unwrap();
        });
        let mut reached = reached(&world.messenger.received());
        reached.sort();
        reached.dedup();
        prop_assert_eq!(reached.len(), users);
        prop_assert_eq!(world.messenger.received().len(), users.div_ceil(50));
    }
}
