//! How a contact is reached: by which keys addresses and numbers are compared (CT-6, CT-7).
mod keys;

pub use keys::Keys;
