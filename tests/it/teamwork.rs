//! Teams: branches, merges, clones, and lockfiles that were lost.

/// The commands that look after lockfiles.
mod care;
/// Weeks as chance would have them.
mod chance;
/// What git does to lockfiles.
mod gallery;
/// An apply that was killed before somebody pulled.
mod killed;
/// Clones of one repository.
pub(crate) mod team;
/// A week of two people.
mod week;
