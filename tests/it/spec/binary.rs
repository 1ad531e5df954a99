//! Broken and hostile projects through the real binary: told, with exit 3, in bounded time.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::commands::folder::{Folder, Said};

const SOUND: &str = "campaign: sound\nmessages:\n  m: { channel: sms, draft: true }\n";

/// What `validate` says about a project in which `campaigns/x.yaml` has these bytes.
#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn check(bytes: impl AsRef<[u8]>) -> Said {
    let folder = Folder::new();
    fs::write(folder.path("campaigns/x.yaml"), bytes).unwrap();
    told(&folder)
}

/// Runs `validate`, which has to find something quickly and must not obey what it reads.
fn told(folder: &Folder) -> Said {
    let began = Instant::now();
    let said = folder.run("validate").ends(3);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(!said.out.contains('\u{1b}') && !said.err.contains("panicked"), "{}", said.err);
    said
}

#[test]
fn bytes_that_are_no_definition_are_told_with_their_rule() {
    let deep = "[".repeat(100_000);
    let nested = "- ".repeat(50_000);
    let bomb = (1..30).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        format!("{text}a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "))
    });
    let huge = format!("campaign: x\ndescription: {}\n", "x".repeat(17 << 20));
    let cases: [(&str, Vec<u8>); 11] = [
        ("too-deep", deep.into_bytes()),
        ("too-deep", nested.into_bytes()),
        ("too-many-values", bomb.into_bytes()),
        ("too-large", huge.into_bytes()),
        ("duplicate-key", format!("{SOUND}campaign: x\n").into_bytes()),
        ("tab", b"campaign: x\nmessages:\n\tm: { channel: sms }\n".to_vec()),
        ("control-character", b"campaign: x\0\n".to_vec()),
        ("encoding", b"campaign: \xff\n".to_vec()),
        ("encoding", b"\xff\xfec\0a\0".to_vec()),
        ("syntax", b"campaign: [\n".to_vec()),
        ("unknown-field", b"campaign: x\n\"\\e]0;pwned\\a\\e[2J\": 1\n".to_vec()),
    ];
    for (rule, bytes) in cases {
        check(bytes).says(&format!("error[{rule}]"));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn a_byte_order_mark_and_carriage_returns_are_taken() {
    let folder = Folder::new();
    let text = format!("\u{feff}{}", SOUND.replace('\n', "\r\n"));
    fs::write(folder.path("campaigns/x.yaml"), text).unwrap();
    folder.run("validate").ends(0).says("2 campaigns");
    folder.edit("campaigns/x.yaml", "sms,", "smss,");
    told(&folder).says("campaigns/x.yaml:3:17");
}

#[test]
fn a_huge_scalar_is_told_without_being_repeated() {
    let text = SOUND.replace("sms", &"x".repeat(10 << 20));
    let said = check(text).says("error[unknown-value]");
    assert!(said.out.len() < 5_000, "{}", said.out.len());
}

#[test]
fn what_is_no_file_is_told() {
    let folder = Folder::new();
    fs::create_dir(folder.path("campaigns/folder.yaml")).unwrap();
    let pipe = folder.path("campaigns/pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let outside = Folder::empty();
    outside.write("secret.yaml", "campaign: stolen\n");
    symlink(outside.path("secret.yaml"), folder.path("campaigns/link.yaml")).unwrap();
    symlink("nowhere.yaml", folder.path("campaigns/dangling.yaml")).unwrap();
    let said = told(&folder);
    assert_eq!(said.out.matches("error[unreadable-file]").count(), 4, "{}", said.out);
    assert!(!said.out.contains("stolen"), "{}", said.out);
    for text in ["lies outside the project", "is not a regular file", "there is no such file"] {
        assert!(said.out.contains(text), "{text:?} is not in {}", said.out);
    }
}

#[test]
fn included_files_stay_inside() {
    let folder = Folder::new();
    let outside = Folder::empty();
    outside.write("secret.txt", "stolen");
    symlink(outside.path("secret.txt"), folder.path("campaigns/link.txt")).unwrap();
    symlink(outside.root(), folder.path("campaigns/out")).unwrap();
    let mut text = "campaign: x\nmessages:\n".to_owned();
    let paths = ["link.txt", "out/secret.txt", "../../../etc/passwd", "/etc/passwd", "."];
    for (number, path) in paths.iter().enumerate() {
        writeln!(text, "  m{number}: {{ channel: sms, body: {{ file: {path} }} }}").unwrap();
    }
    folder.write("campaigns/x.yaml", &text);
    let said = told(&folder);
    assert_eq!(said.out.matches("error[included-file]").count(), paths.len(), "{}", said.out);
    assert!(!said.out.contains("stolen") && !said.out.contains("root:"), "{}", said.out);
}

#[test]
fn a_file_without_permission_is_told() {
    let folder = Folder::new();
    folder.write("campaigns/x.yaml", SOUND);
    let path = folder.path("campaigns/x.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The administrator reads it all the same.
    if fs::read(&path).is_err() {
        told(&folder).says("error[unreadable-file]");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn a_name_that_is_no_text_hides_no_other_file() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new();
    let odd = std::ffi::OsStr::from_bytes(b"odd\xff.yaml");
    fs::write(folder.path("campaigns").join(odd), SOUND).unwrap();
    folder.write("campaigns/x.yaml", "campaign: x\nmesages: 1\n");
    told(&folder)
        .says("--> campaigns/odd\u{fffd}.yaml:1")
        .says("its name is not UTF-8")
        .says("unknown field `mesages`");
}

#[test]
fn campaigns_behind_a_link_to_a_folder_are_found() {
    let folder = Folder::new();
    folder.write("common/x.yaml", "campaign: x\nmesages: 1\n");
    symlink("../common", folder.path("campaigns/common")).unwrap();
    told(&folder).says("--> campaigns/common/x.yaml:2:1");
    let outside = Folder::empty();
    symlink(outside.root(), folder.path("campaigns/outside")).unwrap();
    told(&folder).says("could not read `campaigns/outside`: it lies outside the project");
}

#[test]
fn a_file_that_only_its_ending_keeps_out_is_named() {
    let folder = Folder::new();
    folder.write("campaigns/x.yaml", SOUND);
    for path in ["campaigns/a.yml", "campaigns/b/c.YAML", "campaigns/notes.txt", "other/d.yml"] {
        folder.write(path, "campaign: d\n");
    }
    let message = "`campaigns/a.yml`, `campaigns/b/c.YAML` match no pattern of `campaigns`";
    folder.run("validate").ends(0).says("warning[unmatched-pattern]").says(message);
    let project = folder.read("campaignctl.yaml") + "\nlints: { unmatched-pattern: off }\n";
    folder.write("campaignctl.yaml", &project);
    assert!(!folder.run("validate").ends(0).out.contains("unmatched-pattern"));
}

#[test]
fn formatting_tells_a_mistake_once_and_keeps_the_mode() {
    let folder = Folder::new();
    folder.write("campaigns/x.yaml", "campaign: x\nname: {{x}} here\n");
    let said = folder.run("fmt").ends(3);
    assert!(said.err.contains("1 error") && !said.err.contains("2 errors"), "{}", said.err);
    folder.write("campaigns/x.yaml", "campaign:   x\n");
    folder.write("kept/y.yaml", "campaign:   y\n");
    symlink("../kept/y.yaml", folder.path("campaigns/y.yaml")).unwrap();
    let modes = [("campaigns/x.yaml", 0o640), ("kept/y.yaml", 0o600)];
    for (path, bits) in modes {
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(bits)).unwrap();
    }
    folder.run("fmt").ends(0).says("2 of 4 files changed");
    for (path, bits) in modes {
        assert_eq!(fs::metadata(folder.path(path)).unwrap().permissions().mode() & 0o777, bits);
    }
    assert!(folder.path("campaigns/y.yaml").is_symlink());
    assert_eq!(fs::read_to_string(folder.path("kept/y.yaml")).unwrap(), "campaign: y\n");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn twenty_thousand_files_are_judged() {
    let folder = Folder::new();
    for number in 0..20_000 {
        let text = SOUND.replace("sound", &format!("c{number}"));
        fs::write(folder.path(&format!("campaigns/{number}.yaml")), text).unwrap();
    }
    folder.run("validate").ends(0).says("20001 campaigns");
    folder.edit("campaigns/7.yaml", "sms,", "smss,");
    let said = folder.run("validate").ends(3);
    assert_eq!(said.out.matches("-->").count(), 1, "{}", said.out);
}

#[test]
fn waivers_count_where_they_stand_and_only_there() {
    let folder = Folder::new();
    let card = |waiver: &str| {
        let fields = "channel: apple_push\n    alert: Hi\n    badge: 1";
        format!(
            "campaign: x\nmessages:\n  a:\n    {fields}\n{waiver}    custom_uri: http://a.example/\n  \
             b:\n    {fields}\n    extra: {{ aps: loud }}\n"
        )
    };
    let of = |waiver: &str| {
        folder.write("campaigns/x.yaml", &card(waiver));
        folder.run("validate -w local --format github").out
    };
    let allow = "    # campaignctl: allow reserved-extra-key because Braze said so\n";
    assert!(of("").contains("title=reserved-extra-key"));
    let elsewhere = of(allow);
    assert!(elsewhere.contains("title=reserved-extra-key"), "{elsewhere}");
    assert!(elsewhere.contains("title=unused-waiver"), "{elsewhere}");
    assert!(
        of("    # campaignctl: allow syntax because I like it\n").contains("title=unknown-lint")
    );
    assert!(of("    # campaignctl: allow empty-text\n").contains("title=malformed-waiver"));
    let own =
        card("").replace("loud }", "loud } # campaignctl: allow reserved-extra-key because ok");
    folder.write("campaigns/x.yaml", &own);
    folder.run("validate").ends(0);
    let above =
        card("").replace("  b:\n", "  # campaignctl: allow reserved-extra-key because ok\n  b:\n");
    folder.write("campaigns/x.yaml", &above);
    folder.run("validate").ends(0);
    let within = card("").replace("alert: Hi", "alert: '# campaignctl: allow empty-text'");
    folder.write("campaigns/x.yaml", &within);
    folder.run("validate").ends(3).says("reserved-extra-key");
}

#[test]
fn fmt_writes_what_reads_back_the_same_and_nothing_else() {
    let folder = Folder::new();
    folder.run("fmt --check").ends(0);
    folder.write(
        "campaigns/x.yaml",
        "campaign:   x   # mine\nmessages:\n    m:  {channel: sms,  draft: true}\n",
    );
    folder.run("fmt --check").ends(3).says("-campaign:   x   # mine").says("1 file is not");
    let before = folder.read("campaigns/x.yaml");
    assert!(before.contains("campaign:   x"), "{before}");
    folder.run("fmt").ends(0).says("campaigns/x.yaml");
    assert!(folder.read("campaigns/x.yaml").contains("# mine"));
    folder.run("fmt --check").ends(0);
    folder.write("campaigns/broken.yaml", "campaign: [\n");
    folder.run("fmt").ends(3).says("error[syntax]");
    assert_eq!(folder.read("campaigns/broken.yaml"), "campaign: [\n");
    folder.run("fmt campaigns/x.yaml").ends(0);
    folder.run("fmt ../x.yaml").ends(3).says("outside");
}

#[test]
fn manual_pages_are_made_of_the_grammar() {
    let folder = Folder::new();
    folder.run("man").ends(0).says(".TH").says("validate");
    folder.run("man pages").ends(0).says("campaignctl-fmt.1");
    assert!(folder.read("pages/campaignctl-explain.1").contains("RULE"));
}

#[test]
fn sarif_names_the_rule_of_each_problem() {
    let folder = Folder::new();
    folder.write("campaigns/x.yaml", "campaign: x\nmesages: {}\n");
    let said = folder.run("validate --format sarif").ends(3);
    let log: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let run = &log["runs"][0];
    let index = usize::try_from(run["results"][0]["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], run["results"][0]["ruleId"]);
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("```yaml"), "{rule}");
}
