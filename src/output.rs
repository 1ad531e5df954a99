//! Shows values to people and programs.
