//! The way in over HTTP. Knows no feature: sockets, certificates, limits, checks, and HTML's own
//! vocabulary.
pub mod addresses;
pub mod assets;
pub mod body;
pub mod fault;
pub mod gallery;
pub mod headers;
pub mod host;
pub mod keys;
pub mod lan;
pub mod layout;
pub mod limits;
pub mod listen;
pub mod plain;
pub mod rate;
pub mod request_id;
pub mod rescue;
pub mod seldom;
pub mod streamed;
pub mod systemd;
pub mod tls;
pub mod ui;
pub mod upkeep;
pub mod welcome;
