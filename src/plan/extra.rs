//! Messages that somebody added in the dashboard, and no definition knows.

use super::{Notice, NoticeKind, bind::has_id, campaign::Subject};

/// Tells of them. While a defined message of the same channel waits for its id, it may be that one.
pub(super) fn tell(subject: &mut Subject<'_, '_>) {
    let Some(seen) = subject.seen else { return };
    let key = &subject.campaign.key;
    for (id, shown) in &seen.messages {
        let Some(channel) = shown.channel else { continue };
        let held = subject.entry.messages.values();
        let known =
            held.filter_map(|entry| entry.message_variation_id.as_ref()).any(|one| one == id);
        let waits = subject.campaign.messages.iter().any(|message| {
            message.channel == channel
                && !subject.entry.messages.get(&message.key).is_some_and(has_id)
        });
        if known || waits || subject.ids.known(id.as_str()) {
            continue;
        }
        let title = shown.name.as_ref().map(|name| format!(" \"{name}\"")).unwrap_or_default();
        let text =
            format!("it has a message that is not defined: {}{title}, {id}", channel.label());
        let notice = Notice::new(NoticeKind::Drift, text).on(key);
        let accept = super::notice::accept(key, &subject.context.lock.workspace);
        subject.draft.notices.push(notice.help(accept));
    }
}
