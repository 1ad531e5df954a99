//! Applies that die: killed, out of space, in folders that cannot be written.
