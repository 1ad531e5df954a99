//! A local Braze: one router over SQLite that answers as Braze does.
