//! A secret while somebody has it in hand: on its way to the one person it belongs to, or out of
//! the vault to where it is used.
use std::fmt;

use zeroize::Zeroizing;

/// Overwritten when it is let go. It has no way into a log, an answer or a file but `reveal`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_show_itself() {
        let secret = Secret::new("hush");
        assert_eq!((format!("{secret:?}").as_str(), secret.reveal()), ("Secret(…)", "hush"));
    }
}
