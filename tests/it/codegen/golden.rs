//! The whole of a small file in each language, to be read by people.
//!
//! `CAMPAIGNCTL_BLESS=1 cargo test --test it golden` writes them anew.

use campaignctl::codegen::{Language, Package, generate};

use super::shop::{shop, small};

#[test]
fn the_files_are_as_people_read_them() {
    for language in Language::ALL {
        check("small", &generate(&small(), &package(language)));
    }
}

/// No compiler checks it, only its grammar, so everything that makes trouble is read by people.
#[test]
fn the_troublesome_file_in_swift_is_as_people_read_it() {
    check("trouble", &generate(&shop(), &package(Language::Swift)));
}

fn package(language: Language) -> Package {
    Package::parse(language, "campaigns").unwrap()
}

#[expect(clippy::disallowed_methods, reason = "blessing is asked for by the environment")]
fn check(folder: &str, file: &campaignctl::codegen::File) {
    let name = file.path.rsplit('/').next().unwrap();
    let path = format!("{}/tests/it/codegen/{folder}/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        let mode = campaignctl::store::disk::Mode::Shared;
        campaignctl::store::disk::replace(path.as_ref(), file.text.as_bytes(), mode).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(held == file.text, "{path} is not what is generated; see the head of this test");
}
