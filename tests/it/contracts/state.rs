//! Lockfile, texts, journal and workspace: every adapter keeps the promises.

use campaignctl::{
    port::{
        Journal as _, Pieces as _, StateError, StateStore as _,
        contract::{journal, state, workspace},
        memory::{MemoryJournal, MemoryPieces, MemoryState, MemoryWorkspace},
    },
    store::{
        DiskJournal, DiskPieces, DiskState, Guard, GuardError,
        disk::{Mode, replace},
    },
};

#[tokio::test]
async fn a_save_needs_the_revision_that_was_read() {
    let folder = tempfile::tempdir().unwrap();
    state::a_save_needs_the_revision_that_was_read(&MemoryState::default()).await;
    let disk = DiskState::at(folder.path().join("campaigns.local.lock"));
    state::a_save_needs_the_revision_that_was_read(&disk).await;
}

#[tokio::test]
async fn a_revision_is_that_of_the_text() {
    let folder = tempfile::tempdir().unwrap();
    state::a_revision_is_that_of_the_text(&MemoryState::default()).await;
    state::a_revision_is_that_of_the_text(&DiskState::at(folder.path().join("new/a.lock"))).await;
}

#[tokio::test]
async fn pieces_come_back_by_their_digest() {
    let folder = tempfile::tempdir().unwrap();
    state::pieces_come_back_by_their_digest(&MemoryPieces::default()).await;
    state::pieces_come_back_by_their_digest(&DiskPieces::at(folder.path().join("d"))).await;
}

#[test]
fn lines_come_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    journal::lines_come_back_in_order(&MemoryJournal::default());
    journal::lines_come_back_in_order(&DiskJournal::at(folder.path().join("p/journal.local")));
}

#[tokio::test]
async fn a_workspace_in_memory_does_things_once() {
    workspace::doing_it_twice_is_doing_it_once(&MemoryWorkspace::default()).await;
    workspace::what_is_not_there_cannot_be_changed(&MemoryWorkspace::default()).await;
}

#[tokio::test]
async fn an_unchanged_lockfile_is_not_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.lock");
    let store = DiskState::at(&path);
    let revision = store.save("a", None).await.unwrap();
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    let long_ago = before - std::time::Duration::from_secs(1000);
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    store.save("a", Some(&revision)).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
}

#[tokio::test]
async fn a_damaged_piece_is_refused_and_can_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    let pieces = DiskPieces::at(folder.path());
    let digest = pieces.put("text").await.unwrap();
    let (first, rest) = (&digest.hex()[..2], &digest.hex()[2..]);
    let path = folder.path().join(first).join(rest);
    replace(&path, b"text\r\n", Mode::Shared).unwrap();
    assert!(matches!(pieces.get(&digest).await, Err(StateError::Corrupt { .. })));
    pieces.put("text").await.unwrap();
    assert_eq!(pieces.get(&digest).await.unwrap().as_deref(), Some("text"));
}

#[test]
fn a_torn_last_line_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    replace(&path, b"one\ntw", Mode::Private).unwrap();
    let journal = DiskJournal::at(&path);
    assert_eq!(journal.lines().unwrap(), ["one"]);
    journal.append("two").unwrap();
    assert_eq!(DiskJournal::at(&path).lines().unwrap(), ["one", "two"]);
    assert!(journal.append("a\nb").is_err());
}

#[test]
fn a_second_holder_is_told_who_the_first_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".campaignctl/lock");
    let guard = Guard::take(&path, "process 7 on \u{1b}here").unwrap();
    match Guard::take(&path, "process 8") {
        Err(GuardError::Busy { holder }) => assert_eq!(holder, "process 7 on  here"),
        other => panic!("{other:?}"),
    }
    drop(guard);
    drop(Guard::take(&path, "process 8").unwrap());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "process 8");
}

#[cfg(unix)]
#[test]
fn private_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("private");
    replace(&path, b"x", Mode::Private).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
