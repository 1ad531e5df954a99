//! "Did you mean": the nearest of the names that exist.

/// No name is longer; comparing takes the product of both lengths.
const LONGEST: usize = 128;

/// The candidate that a slip of the fingers may have been meant as.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let spelled = candidate.to_lowercase();
            let same = spelled.replace(['-', '_'], "") == word.replace(['-', '_'], "");
            (if same { 0 } else { strsim::osa_distance(&word, &spelled) }, candidate)
        })
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The nearest candidate as a question, else the candidates when they are few.
pub(super) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    (1..=8).contains(&candidates.len()).then(|| format!("there is {}", list(&candidates, "and")))
}

/// Names in backticks with commas and a last word.
pub(super) fn list(names: &[&str], last_word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} {last_word} {last}", before.join(", ")),
    }
}

/// A value as a message may show it: short, on one line, without control characters.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{}`", short.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["subject", "body", "preheader", "reply_to"];
        assert_eq!(nearest("subjcet", known), Some("subject"));
        assert_eq!(nearest("Body", known), Some("body"));
        assert_eq!(nearest("reply-to", known), Some("reply_to"));
        assert_eq!(nearest("alert", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn few_names_are_listed() {
        assert_eq!(did_you_mean("zzz", ["a", "b", "c"]).unwrap(), "there is `a`, `b` and `c`");
        assert_eq!(did_you_mean("zzz", []), None);
    }
}
