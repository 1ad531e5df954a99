//! Generated code: names, comments, bytes that stay the same, and what the real compilers say.

mod command;
mod compilers;
mod golden;
mod hostile;
mod shop;
