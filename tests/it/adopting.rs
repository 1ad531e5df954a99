//! `import`, `bind`, `retire` and drift, against a served sandbox in the role of a live Braze. The
//! test plays the person at the dashboard.

mod bind;
mod copies;
mod drift;
mod gate;
mod import;
mod killed;
mod observed;
mod proof;
mod retire;
mod team;
mod world;
