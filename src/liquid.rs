//! What Braze does with Liquid in the texts that we send.
