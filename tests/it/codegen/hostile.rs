//! Catalogs, and that no text of people can leave its comment or string.

use std::sync::LazyLock;

use campaignctl::codegen::{Catalog, File, Language, Package, PackageError, catalog, generate};
use campaignctl::lock::Lock;
use proptest::prelude::*;

use super::shop::{locks, shop, small};

fn file(catalog: &Catalog, language: Language) -> File {
    generate(catalog, &Package::parse(language, Package::DEFAULT).unwrap())
}

#[test]
fn retired_and_waiting_ones_are_left_out() {
    for language in Language::ALL {
        let text = file(&shop(), language).text;
        for gone in ["c-gone", "v-old", "waiting", "pending"] {
            assert!(!text.contains(gone), "{language:?}: {gone}");
        }
        for there in ["c-order", "c-order-local", "v-ios-local", "v-2fa"] {
            assert!(text.contains(&format!("\"{there}\"")), "{language:?}: {there}");
        }
    }
}

#[test]
fn the_order_of_workspaces_does_not_matter() {
    let mut turned = locks();
    turned.reverse();
    let turned = catalog(&turned).unwrap();
    for language in Language::ALL {
        assert_eq!(file(&turned, language), file(&shop(), language));
    }
}

#[test]
fn workspaces_that_contradict_each_other_are_refused() {
    let refused = |change: &dyn Fn(&mut Lock)| {
        let mut locks = locks();
        change(&mut locks[1]);
        catalog(&locks).unwrap_err().to_string()
    };
    let order = |lock: &mut Lock| {
        let key = campaignctl::model::CampaignKey::parse("order-shipped").unwrap();
        lock.campaigns.remove(&key).unwrap()
    };
    let put = |lock: &mut Lock, entry| {
        let key = campaignctl::model::CampaignKey::parse("order-shipped").unwrap();
        lock.campaigns.insert(key, entry);
    };
    let channel = refused(&|lock| {
        let mut entry = order(lock);
        for (key, message) in &mut entry.messages {
            if key.as_str() == "sms" {
                message.channel = campaignctl::model::Channel::Email;
            }
        }
        put(lock, entry);
    });
    assert_eq!(
        channel,
        "`order-shipped.sms` is email in one workspace and sms in another; \
         give one of them another key"
    );
    let param = refused(&|lock| {
        let mut entry = order(lock);
        entry.params.insert("order".to_owned(), campaignctl::model::ParamType::Integer);
        put(lock, entry);
    });
    assert_eq!(
        param,
        "the param `order` of `order-shipped` is an integer in one workspace and a string in \
         another; apply to both"
    );
}

#[test]
fn packages_are_names_of_their_language() {
    let path = |language, name| match Package::parse(language, name) {
        Ok(package) => generate(&small(), &package).path,
        Err(error @ PackageError::Name(_)) => format!("name: {error}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(path(Language::Java, "com.acme.braze"), "com/acme/braze/Braze.java");
    assert_eq!(path(Language::Kotlin, "com.acme"), "com/acme/Acme.kt");
    assert_eq!(path(Language::Swift, "braze_ids"), "BrazeIds.swift");
    assert_eq!(path(Language::Go, "braze"), "braze.go");
    assert_eq!(path(Language::Go, "func"), "`func` is a word of the language");
    assert!(path(Language::Rust, "a.b").contains("only Java and Kotlin"));
    for wrong in ["", "a..b", "../x", "1a", "a b", "a/b"] {
        assert!(path(Language::Java, wrong).starts_with("name: "), "{wrong}");
    }
}

static LOCKS: LazyLock<Vec<Lock>> = LazyLock::new(locks);
static SHOP: LazyLock<Catalog> = LazyLock::new(shop);

/// What is left of a file without what people wrote: lines of code.
fn code(text: &str, language: Language) -> Vec<String> {
    let comment = |line: &str| {
        let line = line.trim_start();
        match language {
            Language::Python => line.starts_with('#') || line.starts_with("\"\"\""),
            _ => ["//", "/**", "*"].iter().any(|start| line.starts_with(start)),
        }
    };
    text.lines().filter(|line| !comment(line)).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_title_changes_the_code(
        title in "[*/\\\\u0-9a-f{}\"'`$#<>@\\[\\](!\u{2028}\u{2029}\u{202e}\u{85}\r\n\t é-]{0,30}|\\PC{0,30}",
    ) {
        let mut titled = LOCKS.clone();
        for entry in titled.iter_mut().flat_map(|lock| lock.campaigns.values_mut()) {
            entry.name = Some(title.clone());
            entry.description = Some(title.clone());
            entry.messages.iter_mut().for_each(|(_, message)| message.name = Some(title.clone()));
        }
        let titled = catalog(&titled).unwrap();
        for language in Language::ALL {
            let with = file(&titled, language).text;
            let without = file(&SHOP, language).text;
            prop_assert_eq!(code(&with, language), code(&without, language), "{:?}", language);
            // A comment ends where it is closed, on its own line, and nowhere before.
            for line in with.lines().filter(|line| line.trim_start().starts_with("/**")) {
                prop_assert_eq!(line.matches("*/").count(), usize::from(line.trim() != "/**"), "{}", line);
                prop_assert_eq!(line.matches("/*").count(), 1, "{}", line);
            }
            if language == Language::Java {
                prop_assert!(with.is_ascii());
                prop_assert!(!with.replace("\\\\", "").contains("\\u"));
            }
            if language == Language::Python {
                let docstrings = with.lines().filter(|line| line.trim_start().starts_with("\"\"\""));
                for line in docstrings {
                    let inner = line.trim().strip_prefix("\"\"\"").unwrap().strip_suffix("\"\"\"").unwrap();
                    let plain = inner.replace("\\\\", "").replace("\\\"", "");
                    prop_assert!(!plain.contains(['"', '\\']), "{}", line);
                }
            }
        }
    }

    #[test]
    fn ids_are_strings_in_every_language(id in "[!-~]{1,20}") {
        let mut locks = LOCKS.clone();
        for entry in locks[0].campaigns.values_mut() {
            if entry.name.as_deref() == Some("Order shipped") {
                entry.campaign_id = campaignctl::model::CampaignId::parse(&id).ok();
            }
        }
        let catalog = catalog(&locks).unwrap();
        let quoted = serde_json::to_string(&id).unwrap();
        for language in Language::ALL {
            let quoted = match language {
                Language::Kotlin => quoted.replace('$', "\\$"),
                _ => quoted.clone(),
            };
            prop_assert!(file(&catalog, language).text.contains(&quoted), "{:?}", language);
        }
    }
}
