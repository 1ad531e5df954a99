//! `demo`: the whole story on the example shop, in a fresh folder, on the sandbox.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, include_dir};

use super::{Context, Exit, Failure, Format, Outcome, environment, init};

/// The example shop, as it stands in `examples/storefront`.
static STOREFRONT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/storefront");

/// The chapters: what is told, and the commands that tell it.
const STORY: &[(&str, &[&str])] = &[
    ("Every definition is checked, offline.", &["validate"]),
    ("What has to change? Nothing is recorded yet.", &["plan"]),
    ("Applying gives each campaign and each message its id, and records them.", &["apply"]),
    ("Nothing is left to do.", &["plan"]),
    (
        "The exact request, with the ids in it.",
        &["render --campaign order-shipped --message ios --to audience/orders.csv --limit 2"],
    ),
    (
        "A send is recorded in a ledger, request by request …",
        &[
            "send --campaign order-shipped --message email-plain --message ios --to audience/orders.csv --yes",
        ],
    ),
    (
        "… so that the same send, run again, sends nothing.",
        &[
            "send --campaign order-shipped --message email-plain --message ios --to audience/orders.csv --yes",
        ],
    ),
    ("Some of the simulated people open, click and buy.", &["sandbox simulate order-shipped"]),
    ("What became of it, under each message.", &["report order-shipped"]),
];

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// The folder to make [default: campaignctl-demo]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl DemoArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let beneath = |folder: &Path| match context.global.directory {
            Some(_) => context.root.join(folder),
            None => folder.to_owned(),
        };
        let folder = match self.folder {
            Some(folder) => beneath(&folder),
            None => free_name(&beneath(Path::new("campaignctl-demo"))),
        };
        if folder.exists() {
            let message = format!("{} is there already, and nothing was written", folder.display());
            return Err(Failure::new(Exit::Stopped, message).help("name another folder"));
        }
        extract(&STOREFRONT, &folder)?;
        for (path, text) in init::schemas()? {
            init::write(&folder.join(path), &text)?;
        }
        writeln!(context.out, "The example shop is in {}.", folder.display())?;
        for (telling, commands) in STORY {
            writeln!(context.out, "\n{}", paint(context, "1", telling))?;
            for command in *commands {
                perform(context, &folder, command)?;
            }
        }
        let shown = folder.display();
        let program = environment::invocation();
        writeln!(
            context.out,
            "\nLook at {shown}/campaigns.local.lock for the ids, and at {shown}/campaigns/ for \
             what gave rise to them.\nThen change a campaign there and run\n  \
             {program} -C {shown} plan"
        )?;
        Ok(Exit::Done)
    }
}

/// Runs one command as a person would in that folder, after showing it.
fn perform(context: &mut Context<'_>, folder: &Path, command: &str) -> Result<(), Failure> {
    writeln!(context.out, "{}", paint(context, "36", &format!("$ campaignctl {command}")))?;
    context.out.flush()?;
    let colour = if context.out_colour { "always" } else { "never" };
    let mut args: Vec<OsString> = vec!["campaignctl".into(), "-C".into(), folder.into()];
    args.extend(["--color".into(), colour.into(), "--workspace".into(), "local".into()]);
    args.extend(context.global.quiet.then(|| "--quiet".into()));
    args.extend(command.split(' ').map(OsString::from));
    match super::run(args, context.out, context.err) {
        Exit::Done => Ok(()),
        exit => {
            Err(Failure::new(exit, format!("`campaignctl {command}` ended with {}", exit as u8))
                .help("this is a bug in campaignctl: the demo should always work"))
        }
    }
}

/// The first of `name`, `name-2`, `name-3` … that is not there yet.
fn free_name(name: &Path) -> PathBuf {
    let numbered = |number: u32| {
        let mut path = name.as_os_str().to_owned();
        path.push(format!("-{number}"));
        PathBuf::from(path)
    };
    let free = std::iter::once(name.to_owned()).chain((2..1000).map(numbered));
    free.into_iter().find(|path| !path.exists()).unwrap_or_else(|| name.to_owned())
}

fn extract(from: &Dir<'_>, folder: &Path) -> Result<(), Failure> {
    for file in from.files() {
        let text = file.contents_utf8().ok_or_else(|| {
            Failure::new(Exit::Unexpected, format!("{} is no text", file.path().display()))
        })?;
        if !is_applied(file.path()) {
            // In the repository the schemas lie two folders above the example.
            let text = text.replace("$schema=../../", "$schema=");
            init::write(&folder.join(file.path()), &text)?;
        }
    }
    for inner in from.dirs().filter(|inner| !is_applied(inner.path())) {
        extract(inner, folder)?;
    }
    Ok(())
}

/// What an apply has written: the story begins without it.
fn is_applied(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name == ".campaignctl"
        || name.starts_with("campaigns.")
            && (path.extension().is_some_and(|end| end == "lock" || end == "d"))
}

fn paint(context: &Context<'_>, code: &str, text: &str) -> String {
    if context.out_colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}
