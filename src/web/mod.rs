//! The way in over HTTP. Knows no feature: sockets, certificates, limits, checks and headers.
//!
//! A request passes, from the outside: `listen` (who, how many, how slow), `request_id`, `headers`,
//! what gives errors their page, `host` (name, then origin), `rescue`, `body`, and then a route.
pub mod addresses;
pub mod body;
pub mod fault;
pub mod headers;
pub mod host;
pub mod lan;
pub mod limits;
pub mod listen;
pub mod plain;
pub mod rate;
pub mod request_id;
pub mod rescue;
pub mod seldom;
pub mod systemd;
pub mod tls;
pub mod upkeep;
