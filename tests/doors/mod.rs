//! The doors over real TCP and TLS: what slow, greedy, foreign and unlucky visitors meet (SE-3,
//! SE-6, SE-7, SE-10).
mod limits;
mod plain;
mod secure;
mod support;
