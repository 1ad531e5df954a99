//! Identifiers: from keys to names that a language takes, and that no other key can take over.

use std::collections::BTreeMap;

use crate::model::Digest;

/// The words of a name, and what sets it apart from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    words: Vec<String>,
    mark: String,
}

impl Name {
    /// `OrderShipped`
    pub(super) fn pascal(&self) -> String {
        self.words.iter().map(|word| capital(word)).collect::<String>() + &self.mark
    }

    /// `orderShipped`
    pub(super) fn camel(&self) -> String {
        let rest = self.words[1..].iter().map(|word| capital(word)).collect::<String>();
        format!("{}{rest}{}", self.words[0], self.mark)
    }

    /// `order_shipped`
    pub(super) fn snake(&self) -> String {
        self.words.join("_") + &self.mark
    }

    /// `ORDER_SHIPPED`
    pub(super) fn screaming(&self) -> String {
        self.snake().to_ascii_uppercase()
    }
}

/// A name without a mark, for what is not a key.
pub(super) fn plain(text: &str) -> Name {
    Name { words: words(text), mark: String::new() }
}

/// One name for each key. With every one of the `endings`, and whatever the case of the letters
/// (files of classes may lie on a disk that does not tell it), a name is unlike all others and
/// unlike the `reserved` words, which are in lower case.
///
/// Keys that read alike are all marked with their digests: if only the later one were, a new key
/// could take over the name of an old one, and an application would send something else.
pub(super) fn assign(keys: &[&str], endings: &[&str], reserved: &[&str]) -> Vec<Name> {
    let mut names: Vec<_> = keys.iter().map(|key| plain(key)).collect();
    for name in &mut names {
        let all = spelled(name, endings);
        if all.iter().any(|one| reserved.contains(&one.as_str())) {
            name.mark.push('_');
        }
    }
    for digits in [8, 64] {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            for one in spelled(name, endings) {
                *count.entry(one).or_default() += 1;
            }
        }
        for (name, key) in names.iter_mut().zip(keys) {
            if spelled(name, endings).iter().any(|one| count[one] > 1) {
                name.mark = format!("_{}", &Digest::of(key.as_bytes()).hex()[..digits]);
            }
        }
    }
    names
}

fn spelled(name: &Name, endings: &[&str]) -> Vec<String> {
    let base = name.pascal();
    let with = |ending: &&str| format!("{base}{ending}").to_lowercase();
    std::iter::once(&"").chain(endings).map(with).collect()
}

/// The words of a key or of a param's name: `order-shipped`, `order_shipped`, `orderShipped`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for c in text.chars() {
        let begins = !before.is_ascii_alphanumeric()
            || (c.is_ascii_uppercase() && !before.is_ascii_uppercase());
        if c.is_ascii_alphanumeric() {
            if begins {
                words.push(String::new());
            }
            words.last_mut().expect("a word was begun").push(c.to_ascii_lowercase());
        }
        before = c;
    }
    match words.first_mut() {
        Some(first) if first.starts_with(|c: char| c.is_ascii_digit()) => first.insert(0, 'n'),
        Some(_) => {}
        None => words.push("nameless".to_owned()),
    }
    words
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn check(keys: &[&str]) -> String {
        let names = assign(keys, &["Ids"], &["class", "workspace"]);
        names.iter().map(Name::pascal).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keys_become_names() {
        assert_eq!(
            check(&["order-shipped", "a_b", "firstName", "2fa"]),
            "OrderShipped AB FirstName N2fa"
        );
        let name = &assign(&["order-shipped"], &[], &[])[0];
        assert_eq!(
            (name.camel(), name.snake(), name.screaming()),
            ("orderShipped".to_owned(), "order_shipped".to_owned(), "ORDER_SHIPPED".to_owned())
        );
        assert_eq!(check(&["__"]), "Nameless");
    }

    #[test]
    fn reserved_words_are_avoided() {
        assert_eq!(check(&["class", "work-space", "classes"]), "Class_ WorkSpace_ Classes");
    }

    #[test]
    fn keys_that_read_alike_are_all_marked() {
        let marked = check(&["order-shipped", "order_shipped", "other"]);
        assert_eq!(marked, "OrderShipped_29506d61 OrderShipped_1feff949 Other");
        let marked = check(&["order", "order-ids"]);
        assert!(marked.starts_with("Order_") && marked.contains(" OrderIds_"), "{marked}");
    }

    proptest! {
        #[test]
        fn names_are_unlike_each_other(keys in proptest::collection::btree_set("[ab0I_-]{1,4}|class|ids", 0..8)) {
            let keys: Vec<_> = keys.iter().map(String::as_str).collect();
            let names = assign(&keys, &["Ids"], &["class", "ids"]);
            let mut seen = BTreeSet::new();
            for name in &names {
                for one in spelled(name, &["Ids"]) {
                    prop_assert!(one != "class" && one != "ids");
                    prop_assert!(seen.insert(one));
                }
                prop_assert!(crate::model::is_name(&name.snake()));
            }
        }
    }
}
