//! What every place for a lockfile and its texts promises.

use crate::{
    model::Digest,
    port::{Pieces, Revision, StateError, StateStore},
};

const HELD: &str = "a store that works answers";

/// Saves only over what was read. `store` must be empty.
pub async fn a_save_needs_the_revision_that_was_read(store: &dyn StateStore) {
    assert_eq!(store.load().await.expect(HELD), None);
    let wrong = Revision("another".to_owned());
    assert!(matches!(store.save("a", Some(&wrong)).await, Err(StateError::Stale(_))));
    let first = store.save("a", None).await.expect(HELD);
    assert!(matches!(store.save("b", None).await, Err(StateError::Stale(_))));
    let second = store.save("b\n", Some(&first)).await.expect(HELD);
    assert!(matches!(store.save("c", Some(&first)).await, Err(StateError::Stale(_))));
    let held = store.load().await.expect(HELD).expect("it was saved");
    assert_eq!((held.text.as_str(), &held.revision), ("b\n", &second));
}

/// Revisions are equal exactly when the texts are. `store` must be empty.
pub async fn a_revision_is_that_of_the_text(store: &dyn StateStore) {
    let a = store.save("a", None).await.expect(HELD);
    let b = store.save("b", Some(&a)).await.expect(HELD);
    let again = store.save("a", Some(&b)).await.expect(HELD);
    assert_eq!(a, again);
    assert_ne!(a, b);
    assert_eq!(store.save("a", Some(&again)).await.expect(HELD), again);
}

/// Gives back what was put, under the digest of its bytes.
pub async fn pieces_come_back_by_their_digest(pieces: &dyn Pieces) {
    let text = "<p>é\r\n@{site}</p>";
    let digest = pieces.put(text).await.expect(HELD);
    assert_eq!(digest, Digest::of(text.as_bytes()));
    assert_eq!(pieces.put(text).await.expect(HELD), digest);
    assert_eq!(pieces.get(&digest).await.expect(HELD).as_deref(), Some(text));
    assert_eq!(pieces.get(&Digest::of(b"never put")).await.expect(HELD), None);
    let empty = pieces.put("").await.expect(HELD);
    assert_eq!(pieces.get(&empty).await.expect(HELD).as_deref(), Some(""));
}
