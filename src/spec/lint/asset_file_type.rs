//! An attachment of an iOS push that is said to be something else.

use super::url::extension;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "asset-file-type",
    severity: Severity::Warning,
    summary: "`asset_file_type` is what `asset_url` ends in",
    why: "A phone reads the attachment as what `asset_file_type` says, and shows none that is something \
        else (\"Apple push object\").",
    example: "channel: apple_push\nalert: Look\nasset_url: https://cdn.example.com/tern.png\n\
        asset_file_type: mp4\n",
    mend: "channel: apple_push\nalert: Look\nasset_url: https://cdn.example.com/tern.png\n\
        asset_file_type: png\n",
};

/// What an extension stands for; `None` for those that say nothing, such as `.php`.
fn kind(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "aif" | "aiff" => "aif",
        "gif" => "gif",
        "jpg" | "jpeg" | "jpe" => "jpg",
        "m4a" => "m4a",
        "mp3" => "mp3",
        "mp4" => "mp4",
        "png" => "png",
        "wav" => "wav",
        _ => return None,
    })
}

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let said = message.text("asset_file_type").filter(|_| message.is(Channel::ApplePush));
    let Some(said) = said.filter(|said| kind(said) == Some(said)) else { return Vec::new() };
    let extension = message.text("asset_url").and_then(extension);
    match extension.as_deref().and_then(kind) {
        Some(kind) if kind != said => {
            let told = format!("`{said}` is not what the address ends in");
            vec![Found::new("asset_file_type", told).help(format!("did you mean `{kind}`?"))]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Content;

    #[test]
    fn only_what_is_certain_is_told() {
        let check = |url: &str, said: &str, expected: &[&str]| {
            let fields = json!({ "asset_url": url, "asset_file_type": said });
            let content = Content(fields.as_object().cloned().unwrap_or_default());
            let found = find(&Message::new(Channel::ApplePush, &content));
            let told = found.iter().map(|it| it.message.as_str());
            assert_eq!(told.collect::<Vec<_>>(), expected, "{url}");
        };
        check("https://a.example/a.png?x=a.gif", "png", &[]);
        check("https://a.example/a.JPEG", "jpg", &[]);
        check("https://a.example/a.php", "jpg", &[]);
        check("https://a.example/a", "jpg", &[]);
        check("https://a.example/{{x}}.png", "jpg", &[]);
        check("https://a.example/a.png", "{{x}}", &[]);
        check("https://a.example/a.png", "@{param.x}", &[]);
        check("https://a.example/a.png", "gif", &["`gif` is not what the address ends in"]);
    }
}
