//! What an API key may do. This is the one table of permissions; none implies another.

/// What an operation of the API asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Any person or key that is known.
    Anyone,
    /// A signed-in person; no key can do it.
    Person,
    /// A signed-in person, or a key with this permission.
    Permission(Permission),
    /// A signed-in person, or a key with one of these; which one, only the thing itself tells.
    OneOf(&'static [Permission]),
}

impl Need {
    /// The permissions that let a key in, one being enough; none means that any key may, unless
    /// no key may at all.
    pub fn permissions(&self) -> &[Permission] {
        match self {
            Self::Anyone | Self::Person => &[],
            Self::Permission(one) => std::slice::from_ref(one),
            Self::OneOf(some) => some,
        }
    }
}

/// A need as a type, so that an operation's signature says what it asks: `Caller<ReadContacts>`.
pub trait Needs: Send + Sync + 'static {
    const NEED: Need;
}

macro_rules! permissions {
    ($($name:ident $code:literal $label:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission { $($name,)* }

        impl Permission {
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$name,)*];

            /// As it is written in requests, in the API's document and in the database.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// For the form in which a person ticks it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }

        /// Each need as a type.
        pub mod needs {
            use super::{Need, Needs, Permission};

            pub struct Anyone;
            pub struct Person;
            /// Can change contacts or workspaces.
            pub struct WriteSomething;
            $(pub struct $name;)*

            impl Needs for Anyone {
                const NEED: Need = Need::Anyone;
            }

            impl Needs for Person {
                const NEED: Need = Need::Person;
            }

            impl Needs for WriteSomething {
                const NEED: Need =
                    Need::OneOf(&[Permission::WriteContacts, Permission::WriteWorkspaces]);
            }

            $(impl Needs for $name {
                const NEED: Need = Need::Permission(Permission::$name);
            })*
        }
    };
}

permissions! {
    ReadContacts "read:contacts" "See contacts"
    WriteContacts "write:contacts" "Add, change and delete contacts"
    ReadWorkspaces "read:workspaces" "See workspaces"
    WriteWorkspaces "write:workspaces" "Add, change and delete workspaces"
    ReadAudit "read:audit" "See the audit log"
    ReadBackups "read:backups" "See how backups went"
    WriteBackups "write:backups" "Start a backup"
}

impl Permission {
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Permission;

    #[test]
    fn every_name_leads_back_to_its_permission() {
        for it in Permission::ALL {
            assert_eq!(Permission::parse(it.name()), Some(it));
        }
        for unknown in ["", "read", "READ:CONTACTS", "read:contacts ", "read:secrets"] {
            assert_eq!(Permission::parse(unknown), None, "{unknown}");
        }
    }
}
