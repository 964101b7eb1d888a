//! The closed lists of backups: kinds of places, how often, what is done and how it went.
macro_rules! codes {
    ($(#[$doc:meta])* $kind:ident { $($name:ident $code:literal $label:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind { $($name,)* }

        impl $kind {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }

            /// Of a row; the first one where a newer version wrote what this one does not know.
            pub(super) fn from_code(code: &str) -> Self {
                Self::parse(code).unwrap_or(Self::ALL[0])
            }
        }
    };
}

codes! {
    Kind {
        Folder "folder" "Folder on this box"
        Usb "usb" "USB drive"
        Share "share" "Network share"
        S3 "s3" "S3 storage"
    }
}

codes! {
    Schedule {
        Off "off" "Only when asked"
        Nightly "nightly" "Every night"
        Weekly "weekly" "Every week"
    }
}

codes! {
    What {
        Backup "backup" "Backup"
        Proof "proof" "Trial restore"
    }
}

codes! {
    State {
        Asked "asked" "Waiting"
        Running "running" "At work"
        Done "done" "Went well"
        Failed "failed" "Failed"
    }
}
