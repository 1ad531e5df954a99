//! `sandbox serve`: a Braze of one's own, on this machine's loopback address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use crate::cli::environment::SystemClock;
use crate::cli::{Context, Exit, Failure, Outcome, open};
use crate::diagnostic::Diagnostic;
use crate::sandbox::{Hosts, Key, Mistake, Sandbox, Server, Settings, World, WorldFile, load};
use crate::yaml::Source;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8321)]
    port: u16,

    /// The address to listen on; one that other machines reach needs --expose
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,

    /// Let other machines reach it: whoever does may read and change everything in it
    #[arg(long)]
    expose: bool,

    /// Keep everything in this file [default: in memory, until it ends]
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,

    /// Begin with what this world file says: keys, users, campaigns and their ids
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,

    /// A key that may do everything [default: `sandbox`]; give it more than once for more keys
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,

    /// Answer to this Host, and to pages of this Origin, beside those of this machine
    #[arg(long = "allow-host", value_name = "HOST")]
    hosts: Vec<String>,
}

impl ServeArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        if !self.listen.is_loopback() && !self.expose {
            let message = format!("other machines can reach {}", self.listen);
            return Err(Failure::new(Exit::Stopped, message)
                .help("the sandbox asks nobody who they are: if that is meant, add --expose"));
        }
        let file = self.load.as_deref().map(|path| Loaded::read(context, path)).transpose()?;
        let settings = self.settings(file.as_ref().map(|file| &file.world));
        let world = self.world(&context.root, &settings)?;
        if let Some(Loaded { source, world: file }) = &file {
            load(&world, file, &settings, &SystemClock)
                .map_err(|mistakes| explain(context, source, &mistakes))?;
        }
        let sandbox = Arc::new(Sandbox { world, clock: Arc::new(SystemClock), settings });
        open::block_on(async {
            let listener = self.listener().await?;
            let address = listener.local_addr()?;
            let end = interrupted()?;
            writeln!(context.out, "http://{address}")?;
            context.out.flush()?;
            let key = sandbox.settings.keys.first().map_or("", |key| &key.secret);
            let key = crate::model::printable(key);
            context.say(&format!("a local Braze; its key is `{key}`; Ctrl-C ends it"))?;
            let server = Server { hosts: Hosts::allowing(self.hosts), ..Server::default() };
            server.serve(listener, sandbox, end).await.map_err(|error| {
                Failure::because(Exit::Unexpected, "the sandbox stopped", &error)
            })?;
            Ok(Exit::Done)
        })
    }

    fn settings(&self, file: Option<&WorldFile>) -> Settings {
        let mut settings = Settings::default();
        if let Some(file) = file {
            file.configure(&mut settings);
        }
        if !self.keys.is_empty() {
            settings.keys = self.keys.iter().map(Key::of).collect();
        }
        settings
    }

    fn world(&self, root: &Path, settings: &Settings) -> Result<World, Failure> {
        let opened = match &self.store {
            Some(path) => World::open(&root.join(path), settings).map(|(world, _)| world),
            None => World::in_memory(settings),
        };
        opened.map_err(|error| Failure::because(Exit::Unexpected, "no sandbox", &error))
    }

    async fn listener(&self) -> Result<TcpListener, Failure> {
        let address = SocketAddr::new(self.listen, self.port);
        TcpListener::bind(address).await.map_err(|error| {
            let what = format!("could not listen on {address}");
            Failure::because(Exit::Unexpected, &what, &error).help("--port 0 takes a free port")
        })
    }
}

/// A world file, and its text to show places of.
struct Loaded {
    source: Source,
    world: WorldFile,
}

impl Loaded {
    fn read(context: &mut Context<'_>, path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(context.root.join(path)).map_err(|error| {
            Failure::because(Exit::Invalid, &format!("could not read {}", path.display()), &error)
        })?;
        let source = Source::new(path.display().to_string(), text);
        match WorldFile::parse(&source.text) {
            Ok(world) => Ok(Self { source, world }),
            Err(mistakes) => Err(explain(context, &source, &mistakes)),
        }
    }
}

/// Shows every mistake where it is.
fn explain(context: &mut Context<'_>, source: &Source, mistakes: &[Mistake]) -> Failure {
    let diagnostic = |Mistake { at, text, first }: &Mistake| {
        let diagnostic = Diagnostic::unruled(text).at(source.locate(at));
        match first {
            Some(first) => diagnostic.related(source.locate(first), "the first is here"),
            None => diagnostic,
        }
    };
    let mut diagnostics: Vec<_> = mistakes.iter().map(diagnostic).collect();
    if let Some(last) = diagnostics.pop() {
        diagnostics.push(last.help("`campaignctl schema world` prints what it may say"));
    }
    context.invalid(&diagnostics)
}

/// Ends when somebody presses Ctrl-C, or asks the process to end. It is listened for at once.
fn interrupted() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let asked = asked.recv();
        #[cfg(not(unix))]
        let asked = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = asked => {}
        }
    })
}
