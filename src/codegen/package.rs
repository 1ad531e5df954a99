//! The name of what is generated, and the file that it lies in.

use super::Language;
use super::name::plain;
use crate::model::{is_name, printable};

/// A language, and the name of a package or module that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    language: Language,
    name: String,
}

/// A text that names no package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    #[error(
        "`{0}` is no package: names are made of ASCII letters, digits and `_`, with `.` between"
    )]
    Name(String),
    #[error("`{0}` is no name of one module: only Java and Kotlin have dots in it")]
    Dotted(String),
    #[error("`{0}` is a word of the language")]
    Keyword(String),
}

impl Package {
    /// The name that is used when nobody gives one.
    pub const DEFAULT: &'static str = "campaigns";

    /// # Errors
    /// When the language does not take the name.
    pub fn parse(language: Language, name: &str) -> Result<Self, PackageError> {
        let shown = || printable(name).into_owned();
        let parts: Vec<_> = name.split('.').collect();
        if !parts.iter().all(|part| is_name(part) && part.len() <= 63) {
            return Err(PackageError::Name(shown()));
        }
        let dots = matches!(language, Language::Java | Language::Kotlin);
        if parts.len() > 1 && !dots {
            return Err(PackageError::Dotted(shown()));
        }
        let words = language.words();
        if let Some(word) = parts.iter().find(|part| words.contains(part)) {
            return Err(PackageError::Keyword((*word).to_owned()));
        }
        Ok(Self { language, name: name.to_owned() })
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type or file that is named after the package's last part.
    pub(super) fn pascal(&self) -> String {
        plain(self.name.rsplit('.').next().unwrap_or(&self.name)).pascal()
    }

    /// Beneath the output folder.
    pub(super) fn path(&self) -> String {
        let folder = self.name.replace('.', "/");
        match self.language {
            Language::TypeScript => format!("{}.ts", self.name),
            Language::Python => format!("{}.py", self.name),
            Language::Go => format!("{}.go", self.name),
            Language::Java => format!("{folder}/{}.java", self.pascal()),
            Language::Kotlin => format!("{folder}/{}.kt", self.pascal()),
            Language::Swift => format!("{}.swift", self.pascal()),
            Language::Rust => format!("{}.rs", self.name),
        }
    }
}

impl Language {
    /// The words that are no names in it, in lower case.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::TypeScript => super::typescript::WORDS,
            Self::Python => super::python::WORDS,
            Self::Go => super::go::WORDS,
            Self::Java => super::java::WORDS,
            Self::Kotlin => super::kotlin::WORDS,
            Self::Swift => super::swift::WORDS,
            Self::Rust => super::rust::WORDS,
        }
    }
}
