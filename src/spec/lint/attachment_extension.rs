//! An attachment of a kind that Braze does not send.

use serde_json::Value;

use super::url::extension;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

/// Every extension that is allowed.
const ALLOWED: &str = " txt csv log css ics jpg jpe jpeg gif png bmp psd tif tiff svg indd ai eps doc \
    docx rtf odt ott pdf pub pages mobi epub mp3 m4a m4v wma ogg flac wav aif aifc aiff mp4 mov avi mkv \
    mpeg mpg wmv xls xlsx ods numbers odp ppt pptx pps key zip vcf pkpass ";

pub(super) const RULE: Rule = Rule {
    id: "attachment-extension",
    severity: Severity::Error,
    summary: "the address of an attachment ends in an extension that Braze sends",
    why: "Braze takes the kind of an attachment from the extension in its `url`, and sends only those of \
        its list (\"Email object\").",
    example: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: Hi\nbody: Hi\n\
        attachments:\n  - { file_name: setup, url: \"https://shop.example.com/setup.exe\" }\n",
    mend: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: Hi\nbody: Hi\n\
        attachments:\n  - { file_name: setup, url: \"https://shop.example.com/setup.pdf\" }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::Email) {
        return Vec::new();
    }
    let attachments = message.items("attachments").iter().enumerate();
    let refused = attachments.filter_map(|(at, attachment)| {
        let extension = attachment.get("url").and_then(Value::as_str).and_then(extension)?;
        let told = match extension.as_str() {
            "" => "the address of an attachment ends in its extension".to_owned(),
            known if ALLOWED.contains(&format!(" {known} ")) => return None,
            other => format!("Braze attaches no `.{}` files", other.escape_debug()),
        };
        Some(Found::new(format!("attachments[{at}]/url"), told))
    });
    refused.collect()
}
