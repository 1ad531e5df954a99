//! A released campaign becomes request bodies: exact JSON, with every value escaped for its place.

mod compile;
mod error;
mod html;
mod json;
mod part;
mod place;
mod release;
mod template;
mod text;
mod url;
mod value;

pub use error::RenderError;
pub use part::{Filled, Part, filled};
pub use place::Place;
pub use release::template;
pub use template::{SecretSource, Template};
pub use value::typed;
