//! Statistics into what people want to know.
