//! Who a row names.

use crate::model::RecipientId;

/// Columns and fields that name a user, best first.
pub(super) const ID_FIELDS: [&str; 4] = ["external_user_id", "external_id", "user_id", "id"];
pub(super) const ALIAS_NAME: &str = "alias_name";
pub(super) const ALIAS_LABEL: &str = "alias_label";

/// The recipient of a row; `Err` is what is wrong with it.
pub(super) fn recipient(
    id: Option<&str>,
    alias_name: Option<&str>,
    alias_label: Option<&str>,
) -> Result<RecipientId, String> {
    let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    match (given(id), given(alias_name), given(alias_label)) {
        (Some(id), _, _) => {
            fits("the id", &id, RecipientId::MAX_EXTERNAL_BYTES)?;
            Ok(RecipientId::External(id))
        }
        (None, Some(alias_name), Some(alias_label)) => {
            fits("the alias name", &alias_name, RecipientId::MAX_ALIAS_BYTES)?;
            fits("the alias label", &alias_label, RecipientId::MAX_ALIAS_BYTES)?;
            Ok(RecipientId::Alias { alias_name, alias_label })
        }
        (None, Some(_), None) => Err("the alias has no label".to_owned()),
        (None, None, Some(_)) => Err("the alias has no name".to_owned()),
        (None, None, None) => Err("the id is empty".to_owned()),
    }
}

fn fits(what: &str, text: &str, most: usize) -> Result<(), String> {
    if text.len() > most {
        Err(format!("{what} has {} bytes; Braze takes {most}", text.len()))
    } else if text.contains(char::is_control) {
        Err(format!("{what} has control characters"))
    } else if text.trim() != text {
        Err(format!("{what} begins or ends with a space"))
    } else {
        Ok(())
    }
}

/// An id as it can be shown.
pub(super) fn shown(id: &RecipientId) -> String {
    let text = match id {
        RecipientId::External(id) => format!("`{id}`"),
        RecipientId::Alias { alias_name, alias_label } => format!("`{alias_name}` ({alias_label})"),
    };
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
