//! Every test of the product that starts its server, in one binary.
mod doors;
