//! The one place that every mutation goes through: recorded, audited, undoable.
pub mod api;
pub mod deleted;
mod derived;
pub mod difference;
pub mod erase;
mod once;
pub mod pages;
mod part;
pub mod purge;
pub mod read;
mod record;
mod store;
pub mod undo;
mod views;
mod write;

pub use derived::settle_last_contact;
pub use once::RequestKey;
pub use part::{is_taken_back, stands};
pub use write::{Done, Progress, ROWS_PER_PART, Tx};

use serde::{Deserialize, Serialize};

use crate::ids::{
    ContactId, FieldId, HouseholdId, ImportId, InvitationId, KeyId, ListId, SessionId, TodoId,
    UserId, ViewId, WorkspaceId,
};

/// Tables of record: their rows' changes are kept as changesets and can be undone. Every other
/// table is named in `EXEMPT` with its reason; a test holds the two lists against the schema. How
/// the rows of a table of record read in the log stands in `difference::register`.
///
/// In the order in which a changeset is applied: what is pointed at stands before what points.
pub const RECORDED: &[&str] = &[
    "workspaces",
    "contact_lists",
    "custom_field_definitions",
    "base_contacts",
    "contact_list_assignments",
    "contact_ways",
    "custom_fields",
    "communication_logs",
    "kept_separate",
    "merged_contacts",
    "log_versions",
    "todos",
    "contact_views",
    "contact_shares",
];

pub const EXEMPT: &[(&str, &str)] = &[
    ("users", "security: audited in words, never undone"),
    ("sessions", "security: audited in words, never undone"),
    ("api_keys", "security: audited in words, never undone"),
    ("second_factors", "security: audited in words, never undone"),
    ("second_factor_drafts", "security: nothing of it counts yet"),
    ("recovery_codes", "security: audited in words, never undone"),
    ("half_sessions", "security: audited in words, never undone"),
    ("invitations", "security: audited in words, never undone"),
    ("sign_in_throttle", "the machine's own bookkeeping"),
    ("known_addresses", "the machine's own bookkeeping"),
    ("system_settings", "audited in words; a setting is set back by setting it"),
    ("audit_logs", "the log itself"),
    ("audit_subjects", "the log itself"),
    ("audit_subject_counts", "the log itself"),
    ("audit_words", "the log itself"),
    ("audit_details", "the log itself"),
    ("answered_once", "the machine's own bookkeeping"),
    ("workspace_counts", "derived by triggers"),
    ("contact_search", "derived by triggers"),
    ("contact_list_counts", "derived by triggers"),
    ("contacts_to_index", "derived by triggers, and empty between changes"),
    ("contacts_to_index_later", "derived by triggers, and emptied by a task"),
    ("notice_dismissals", "what one person has seen; shown again by a link"),
    ("imports", "how far an import has come; what it changed is recorded"),
    ("import_rows", "lines of a file that wait for a person, or for their purge"),
    ("import_mappings", "remembered for the next file; changed by importing again"),
    ("undos", "how far an undo has come; what it changed is recorded"),
    ("contact_share_views", "the machine's own bookkeeping"),
    ("erased_keys", "all that is left of what was erased for good"),
    ("erased_secret", "the machine's own: what those digests are keyed by"),
    ("household_identity", "never changes"),
    ("backup_targets", "audited in words; changed back by changing it"),
    ("backup_buckets", "audited in words; what opens one is never in a changeset"),
    ("backup_runs", "the machine's own bookkeeping"),
    ("backup_alerts", "the machine's own bookkeeping"),
    ("sending_hold", "audited in words; a restore sets it, a person lifts it"),
    ("vault", "security: audited in words, never undone, and sealed in no changeset either"),
];

/// Every kind of change there is, with its stored name and its words.
macro_rules! actions {
    ($($name:ident $code:literal $words:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action { $($name,)* }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// As it stands in a sentence after the actor's name.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

actions! {
    UserCreated "user.created" "created the user"
    PersonInvited "user.invited" "invited"
    InvitationRevoked "invitation.revoked" "took back the invitation of"
    UserDeactivated "user.deactivated" "shut out"
    UserLetBackIn "user.let_back_in" "let back in"
    UserChanged "user.changed" "changed the profile of"
    PasswordChanged "user.password_changed" "changed the password of"
    PasswordReset "user.password_reset" "reset the password of"
    SignedIn "session.started" "signed in with"
    SignedInByRecovery "session.started_by_recovery" "used a recovery code to sign in with"
    SignInRefused "session.refused" "refused a sign-in of"
    SignedOut "session.ended" "signed out of"
    SessionsEnded "session.ended_by_person" "ended the sign-in of"
    SecondFactorOn "second_factor.on" "turned on two-step sign-in for"
    SecondFactorOff "second_factor.off" "turned off two-step sign-in for"
    SecondFactorReset "second_factor.reset" "reset two-step sign-in of"
    RecoveryCodesMade "second_factor.codes" "made new recovery codes for"
    SettingChanged "setting.changed" "changed the settings of"
    KeyCreated "key.created" "created the API key"
    KeyRevoked "key.revoked" "revoked the API key"
    WorkspaceCreated "workspace.created" "created the workspace"
    WorkspaceRenamed "workspace.renamed" "renamed the workspace"
    WorkspaceDeleted "workspace.deleted" "deleted the workspace"
    WorkspacePurged "workspace.purged" "purged the workspace"
    ContactCreated "contact.created" "created the contact"
    ContactEdited "contact.edited" "edited the contact"
    ContactDeleted "contact.deleted" "deleted the contact"
    FieldAdded "field.added" "added the field"
    FieldChanged "field.changed" "changed the field"
    FieldDeleted "field.deleted" "deleted the field"
    FieldRevived "field.revived" "brought back the field"
    FieldsOrdered "field.ordered" "moved the field"
    PackAdded "field.pack_added" "added a field pack with"
    ContactMoved "contact.moved" "changed the stage of the contact"
    ContactTagged "contact.tagged" "changed the tags of the contact"
    ContactsSorted "contacts.sorted" "sorted the contacts"
    ListCreated "list.created" "added"
    ListEdited "list.edited" "changed"
    ListsReordered "list.reordered" "moved"
    ListsMerged "list.merged" "merged"
    ListDeleted "list.deleted" "deleted"
    PresetAdded "preset.added" "added a preset to"
    DemoBuilt "demo.built" "built the demo data"
    Undone "change.undone" "undid a change of"
    ContactsMerged "contacts.merged" "merged"
    KeptSeparate "contacts.kept_separate" "kept apart"
    SeparationLifted "contacts.separation_lifted" "no longer keeps apart"
    ContactSilenced "contact.silenced" "changed do-not-contact of"
    EntryAdded "log.added" "wrote in the log of"
    EntryEdited "log.edited" "edited the log of"
    EntryDeleted "log.deleted" "deleted from the log of"
    EntryPinned "log.pinned" "pinned or unpinned in the log of"
    NoticeDismissed "notice.dismissed" "dismissed a notice of"
    NoticesShown "notice.shown" "brought back the notices of"
    TodoAdded "todo.added" "added the todo"
    TodoEdited "todo.edited" "changed the todo"
    TodoDone "todo.done" "ticked off the todo"
    TodoReopened "todo.reopened" "opened again the todo"
    TodoSnoozed "todo.snoozed" "put off the todo"
    TodoDeleted "todo.deleted" "deleted the todo"
    ContactsChanged "contacts.changed" "changed many contacts in"
    ContactsDeleted "contacts.deleted" "deleted contacts from"
    ViewSaved "view.saved" "saved the view"
    ViewChanged "view.changed" "changed the view"
    ViewDeleted "view.deleted" "deleted the view"
    ColumnsChosen "view.columns" "chose the columns of"
    ContactsImported "contacts.imported" "imported"
    ContactShared "contact.shared" "shared the contact"
    ShareEnded "share.ended" "stopped sharing the contact"
    ShareSaved "share.saved" "saved a copy of the shared contact"
    ContactErased "contact.erased" "erased for good the contact"
    BackupsChanged "backups.changed" "changed the backups of"
    RecoverySheetShown "backups.sheet" "opened the recovery sheet of"
    RestoreAsked "backups.restored" "restored a backup of"
    SendingReleased "sending.released" "released sending for"
    KeyKept "key_file.changed" "changed how the database key is kept for"
    WorkspaceExported "workspace.exported" "exported everything of"
}

impl Action {
    /// What the trash lists: each is taken back whole by its undo.
    pub const DELETIONS: &[Self] = &[
        Self::ContactDeleted,
        Self::ContactsDeleted,
        Self::WorkspaceDeleted,
        Self::ListDeleted,
        Self::FieldDeleted,
        Self::TodoDeleted,
    ];

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.code() == code)
    }
}

/// What a change is about, as the log names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: SubjectKind,
    pub id: i64,
    pub label: String,
}

macro_rules! subjects {
    ($($name:ident($id:ident) $make:ident $code:literal $words:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum SubjectKind { $($name,)* }

        impl SubjectKind {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }

        impl Subject {
            $(pub fn $make(id: $id, label: impl Into<String>) -> Self {
                Self { kind: SubjectKind::$name, id: id.0, label: label.into() }
            })*
        }
    };
}

subjects! {
    Household(HouseholdId) household "household" "Household"
    User(UserId) user "user" "User"
    Session(SessionId) session "session" "Sign-in"
    Invitation(InvitationId) invitation "invitation" "Invitation"
    Key(KeyId) key "key" "API key"
    Workspace(WorkspaceId) workspace "workspace" "Workspace"
    Contact(ContactId) contact "contact" "Contact"
    Field(FieldId) field "field" "Custom field"
    List(ListId) list "list" "Stage or tag"
    Todo(TodoId) todo "todo" "Todo"
    View(ViewId) view "view" "View"
    Import(ImportId) import "import" "Import"
}

impl SubjectKind {
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

impl From<SubjectKind> for String {
    fn from(kind: SubjectKind) -> Self {
        kind.code().to_owned()
    }
}

impl TryFrom<String> for SubjectKind {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or(code)
    }
}
