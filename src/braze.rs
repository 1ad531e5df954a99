//! The Braze REST contract as a client.
