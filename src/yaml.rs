//! YAML text into a tree that remembers its places.
