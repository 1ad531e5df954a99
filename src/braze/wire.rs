//! Braze's JSON, read as leniently as its pages disagree and written as they show it.

pub(super) mod conversion;
pub(super) mod details;
pub(super) mod lenient;
pub(super) mod list;
pub(super) mod new_campaign;
pub(super) mod series;
