//! What an API key may do. This is the one table of permissions; none implies another.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    ReadContacts,
    WriteContacts,
    ReadWorkspaces,
    WriteWorkspaces,
    ReadAudit,
}

impl Permission {
    pub const ALL: [Self; 5] = [
        Self::ReadContacts,
        Self::WriteContacts,
        Self::ReadWorkspaces,
        Self::WriteWorkspaces,
        Self::ReadAudit,
    ];

    /// As it is written in requests, in the API's document and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadContacts => "read:contacts",
            Self::WriteContacts => "write:contacts",
            Self::ReadWorkspaces => "read:workspaces",
            Self::WriteWorkspaces => "write:workspaces",
            Self::ReadAudit => "read:audit",
        }
    }

    /// For the form in which a person ticks it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ReadContacts => "See contacts",
            Self::WriteContacts => "Add, change and delete contacts",
            Self::ReadWorkspaces => "See workspaces",
            Self::WriteWorkspaces => "Add, change and delete workspaces",
            Self::ReadAudit => "See the audit log",
        }
    }

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
