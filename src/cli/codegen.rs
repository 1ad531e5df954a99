//! `codegen`: ids as typed constants of an application's own language.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::target::Written;
use super::{Context, Exit, Failure, Format, Outcome};
use crate::codegen::{self, Language, Package};

#[derive(Debug, Args)]
#[command(
    after_help = "Without -w it is the workspace whose lockfile is the only one in the folder; where there are several, name one or more, or say --all-workspaces."
)]
pub(super) struct CodegenArgs {
    /// The language to write
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Lang,

    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The package, module or namespace
    #[arg(long, value_name = "NAME", default_value = Package::DEFAULT)]
    package: String,

    /// Every workspace that has a lockfile, chosen at run time; -w may also be repeated
    #[arg(long)]
    all_workspaces: bool,

    /// Write nothing; fail with 12 when the file is not what would be written
    #[arg(long)]
    check: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    #[value(name = "typescript")]
    TypeScript,
    Python,
    Go,
    Java,
    Kotlin,
    Swift,
    Rust,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::TypeScript => Self::TypeScript,
            Lang::Python => Self::Python,
            Lang::Go => Self::Go,
            Lang::Java => Self::Java,
            Lang::Kotlin => Self::Kotlin,
            Lang::Swift => Self::Swift,
            Lang::Rust => Self::Rust,
        }
    }
}

impl CodegenArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let package = Package::parse(self.lang.into(), &self.package)
            .map_err(|error| Failure::because(Exit::Invalid, "--package", &error))?;
        let locks = context.locks(self.all_workspaces)?;
        let catalog = codegen::catalog(&locks)
            .map_err(|error| Failure::because(Exit::Invalid, "the workspaces differ", &error))?;
        let file = codegen::generate(&catalog, &package);
        let path = context.root.join(&self.out).join(&file.path);
        context.generate(&path, &file.text, self.check, Written::Code)?;
        Ok(Exit::Done)
    }
}
