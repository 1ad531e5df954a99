//! Decides what has to change. Reads nothing, writes nothing, asks no one.
