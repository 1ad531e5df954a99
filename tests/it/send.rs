//! Sends as stories over memory ports: once, resumed, in doubt, crashed at every step.

mod audience;
mod crashes;
mod stories;
mod world;
