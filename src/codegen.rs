//! Ids as typed constants of an application's own language, from lockfiles alone.
//!
//! Every language gets the same shape: a type for the workspaces, a type of its own for the ids of
//! each channel, and for each campaign its ids, its params, and a way from a workspace and params to
//! both. What a type says holds in every workspace: an id that one of them lacks is optional.

mod catalog;
mod code;
mod go;
mod java;
mod kotlin;
mod name;
mod package;
mod python;
mod rust;
mod sheet;
mod swift;
mod text;
mod typescript;

pub use catalog::{Campaign, Catalog, Message};
pub use package::{Package, PackageError};

use crate::lock::Lock;
use crate::model::{CampaignKey, Channel, MessageKey, ParamType};

/// A language that code is generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    TypeScript,
    Python,
    Go,
    Java,
    Kotlin,
    Swift,
    Rust,
}

impl Language {
    pub const ALL: [Self; 7] = [
        Self::TypeScript,
        Self::Python,
        Self::Go,
        Self::Java,
        Self::Kotlin,
        Self::Swift,
        Self::Rust,
    ];
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Beneath the output folder, `/`-separated.
    pub path: String,
    pub text: String,
}

/// Why lockfiles make no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodegenError {
    #[error(
        "`{campaign}.{message}` is {first} in one workspace and {second} in another; give one of \
         them another key"
    )]
    Channel { campaign: CampaignKey, message: MessageKey, first: Channel, second: Channel },
    #[error(
        "the param `{param}` of `{campaign}` is {} in one workspace and {} in another; apply to both",
        word(*.first), word(*.second)
    )]
    Param { campaign: CampaignKey, param: String, first: ParamType, second: ParamType },
}

/// What these lockfiles say, workspace by workspace; sorted, so that their order does not matter.
///
/// # Errors
/// When two workspaces contradict each other.
pub fn catalog(locks: &[Lock]) -> Result<Catalog, CodegenError> {
    catalog::catalog(locks)
}

/// The file for one language. The same catalog gives the same bytes.
pub fn generate(catalog: &Catalog, package: &Package) -> File {
    let text = match package.language() {
        Language::TypeScript => typescript::text(catalog),
        Language::Python => python::text(catalog),
        Language::Go => go::text(catalog, package),
        Language::Java => java::text(catalog, package),
        Language::Kotlin => kotlin::text(catalog, package),
        Language::Swift => swift::text(catalog, package),
        Language::Rust => rust::text(catalog),
    };
    File { path: package.path(), text }
}

fn word(param: ParamType) -> &'static str {
    match param {
        ParamType::String => "a string",
        ParamType::Integer => "an integer",
        ParamType::Number => "a number",
        ParamType::Boolean => "a boolean",
    }
}
