//! Released campaigns into request bodies.
