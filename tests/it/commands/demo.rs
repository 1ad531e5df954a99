//! The demo, and the transcript of it that the README shows.

use super::folder::Folder;

#[test]
fn the_demo_tells_its_story_and_leaves_a_project() {
    let folder = Folder::empty();
    let said =
        folder.run("demo").ends(0).says("24 of 24 recipients accepted").says("unique opens %");
    assert!(said.out.contains("$ campaignctl report order-shipped"), "{}", said.out);
    folder.run("-C campaignctl-demo plan --detailed-exitcode").ends(0);
    folder.run("-C campaignctl-demo validate --strict").ends(0);
    // The editor finds the schemas.
    assert!(folder.path("campaignctl-demo/schemas/campaign.schema.json").exists());
    let campaign = folder.read("campaignctl-demo/campaigns/welcome.yaml");
    assert!(campaign.starts_with("# yaml-language-server: $schema=../schemas/"), "{campaign}");
    folder.run("demo").ends(0).says("campaignctl-demo-2");
}

#[test]
fn the_readme_shows_what_the_demo_says() {
    let demo = undated(&Folder::empty().run("demo").ends(0).out);
    let readme = include_str!("../../../README.md");
    let (_, transcript) = readme.split_once("<!-- transcript: begin -->").unwrap();
    let (transcript, _) = transcript.split_once("<!-- transcript: end -->").unwrap();
    let transcript = undated(transcript);
    let mut said = demo.lines();
    let shown = transcript.lines().filter(|line| !line.is_empty() && !line.starts_with("```"));
    for line in shown.filter(|line| line.trim() != "…") {
        assert!(
            said.any(|one| one == line),
            "the demo does not say, or not there:\n{line}\n\n{demo}"
        );
    }
}

/// Dates and times differ from run to run.
fn undated(text: &str) -> String {
    let digits = |word: &str, from: usize, to: usize| {
        word.get(from..to).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_date = |word: &str| digits(word, 0, 4) && digits(word, 5, 7) && digits(word, 8, 10);
    let line = |line: &str| {
        line.split(' ')
            .map(|word| if is_date(word) { "DATE" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
