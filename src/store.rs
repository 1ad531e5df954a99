//! Disk and SQLite: the adapters of the storing ports.
