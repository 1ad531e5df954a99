//! `schema`: the JSON Schemas of what people write.

use clap::{Args, ValueEnum};

use super::{Context, Exit, Failure, Outcome};
use crate::sandbox::WorldFile;
use crate::spec;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, default_value_t = Kind::Campaign)]
    kind: Kind,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// campaigns/**/*.yaml
    Campaign,
    /// campaignctl.yaml
    Project,
    /// What `sandbox --load` reads
    World,
}

impl SchemaArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let schema = match self.kind {
            Kind::Campaign => spec::schema::campaign(),
            Kind::Project => spec::schema::project(),
            Kind::World => WorldFile::schema(),
        };
        let text = serde_json::to_string_pretty(&schema)
            .map_err(|error| Failure::because(Exit::Unexpected, "could not print", &error))?;
        writeln!(context.out, "{text}")?;
        Ok(Exit::Done)
    }
}
