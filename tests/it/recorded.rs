//! What Braze answers, recorded once for both sides: the sandbox has to say it, and the client has to
//! understand it.

mod answers;
mod errors;
