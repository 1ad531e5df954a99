//! `init`: a project that validates, with one campaign to change.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome, environment};
use crate::output::shell;
use crate::spec;
use crate::store::disk;

/// Lines that git needs: line endings would break digests, and local state is nobody else's. Where
/// the merge driver is not installed git merges the lockfile as text.
pub(super) const GIT_ATTRIBUTES: &str = "\
campaigns.*.lock -text merge=campaignctl linguist-generated
campaigns.lock.d/** -text linguist-generated
";
const GIT_IGNORE: &str = "/.campaignctl/\n.campaignctl-*.tmp\n";

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to start in; made when it is not there
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl InitArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let folder = self.folder.map_or_else(|| context.root.clone(), |f| context.root.join(f));
        let files = files()?;
        if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
            return Err(Failure::new(
                Exit::Stopped,
                format!(
                    "{} is there already, and nothing was written",
                    folder.join(path).display()
                ),
            )
            .help("start in an empty folder, or go on with the project that is there"));
        }
        for (path, text) in &files {
            write(&folder.join(path), text)?;
            writeln!(context.out, "wrote {path}")?;
        }
        for (path, lines) in [(".gitattributes", GIT_ATTRIBUTES), (".gitignore", GIT_IGNORE)] {
            if append(&folder.join(path), lines)? {
                writeln!(context.out, "wrote {path}")?;
            }
        }
        let inside = match folder.as_path() {
            here if here == context.root => String::new(),
            there => format!(" -C {}", shell::word(&there.display().to_string())),
        };
        context.say(&format!(
            "\nNext: campaignctl{inside} validate, then plan, then apply.\n\
             Then: campaignctl{inside} send --campaign welcome --to audience/users.csv"
        ))?;
        Ok(Exit::Done)
    }
}

/// The new project's files by path. The lineage is new each time.
fn files() -> Result<Vec<(&'static str, String)>, Failure> {
    let lineage = environment::new_lineage().to_string();
    let mut files = vec![
        ("campaignctl.yaml", include_str!("init/project.yaml").replace("@LINEAGE@", &lineage)),
        ("campaigns/welcome.yaml", include_str!("init/campaign.yaml").to_owned()),
        ("templates/welcome.html", include_str!("init/welcome.html").to_owned()),
        ("audience/users.csv", include_str!("init/users.csv").to_owned()),
    ];
    files.extend(schemas()?);
    Ok(files)
}

/// The schemas that editors look for, by path.
pub(super) fn schemas() -> Result<Vec<(&'static str, String)>, Failure> {
    let print = |schema: &serde_json::Value| {
        serde_json::to_string_pretty(schema)
            .map(|text| text + "\n")
            .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))
    };
    Ok(vec![
        ("schemas/campaign.schema.json", print(&spec::schema::campaign())?),
        ("schemas/project.schema.json", print(&spec::schema::project())?),
    ])
}

/// Writes a file and the folders above it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| {
        Failure::because(Exit::Unexpected, &format!("could not write {}", path.display()), error)
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    disk::replace(path, text.as_bytes(), disk::Mode::Shared).map_err(|error| failed(&error))
}

/// Adds the lines that a file does not have yet; says whether there were any.
pub(super) fn append(path: &Path, lines: &str) -> Result<bool, Failure> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            let what = format!("could not read {}", path.display());
            return Err(Failure::because(Exit::Unexpected, &what, &error));
        }
    };
    let missing: Vec<_> =
        lines.lines().filter(|line| !old.lines().any(|known| known == *line)).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    write(path, &format!("{old}{gap}{}\n", missing.join("\n")))?;
    Ok(true)
}
