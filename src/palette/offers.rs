//! Every page and action that the palette offers, in one table each. A new page gets its line here.
use crate::{accounts::users::Role, settings::Appearance, web::ui::Icon, workspaces::Workspace};

/// A page or an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub label: String,
    /// Where it is, such as the workspace.
    pub detail: String,
    /// Other words by which somebody may look for it.
    pub words: &'static str,
    pub icon: Icon,
    pub does: Does,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    Go(String),
    Appear(Appearance),
}

/// Label, other words, icon, path.
type Line = (&'static str, &'static str, Icon, &'static str);

const PAGES: [Line; 11] = [
    ("Home", "start dashboard overview attention", Icon::Home, "/"),
    ("Todos", "tasks reminders due overdue", Icon::Todo, "/todos"),
    ("Todos that are done", "tasks finished", Icon::Todo, "/todos?show=done"),
    ("Workspaces", "", Icon::Briefcase, "/workspaces"),
    ("Account", "profile name e-mail password preferences zone settings", Icon::User, "/account"),
    ("My fields", "custom fields", Icon::Columns, "/fields"),
    ("Household", "people users invite members", Icon::Home, "/household"),
    ("Household settings", "", Icon::Settings, "/household/settings"),
    ("API keys", "programs access", Icon::Key, "/account/keys"),
    ("Audit log", "history changes undo", Icon::History, "/audit"),
    ("Trash", "deleted restore bin", Icon::Trash, "/trash"),
];

/// For the owner of the household.
const OF_THE_OWNER: [Line; 4] = [
    ("Backups", "back up copy usb s3 drive recovery sheet", Icon::Server, "/household/backups"),
    ("Restore a backup", "recover", Icon::History, "/household/backups/restore"),
    ("Database key", "passphrase lock encryption rotate", Icon::Lock, "/household/key"),
    ("Health", "doctor check disk clock certificate", Icon::Shield, "/household/health"),
];

/// The same within each workspace, behind its path.
const OF_A_WORKSPACE: [Line; 5] = [
    ("Board", "stages kanban pipeline cards", Icon::Columns, "board"),
    ("Stages and tags", "lists pipeline", Icon::Tag, "lists"),
    ("Fields", "custom", Icon::Columns, "fields"),
    ("Duplicates", "same twice merge", Icon::Users, "duplicates"),
    ("Settings", "rename delete workspace", Icon::Settings, "settings"),
];

const ACTIONS: [Line; 3] = [
    ("Add a todo", "new task reminder", Icon::Plus, "/todos/new"),
    ("New workspace", "add create", Icon::Plus, "/workspaces/new"),
    ("Two-step sign-in", "security authenticator", Icon::Shield, "/account/second-step"),
];

const IN_A_WORKSPACE: [Line; 3] = [
    ("New contact", "add create person", Icon::Plus, "contacts/new"),
    ("Import contacts", "upload csv vcard file spreadsheet google outlook", Icon::Upload, "import"),
    ("Export contacts", "download csv vcard file spreadsheet", Icon::Download, "export"),
];

const APPEARANCES: [(&str, Icon, Appearance); 3] = [
    ("Switch to dark", Icon::Moon, Appearance::Dark),
    ("Switch to light", Icon::Sun, Appearance::Light),
    ("Look like this device", Icon::Laptop, Appearance::System),
];

pub fn pages(workspaces: &[Workspace], role: Role) -> Vec<Offer> {
    let more: &[Line] = if role == Role::Owner { &OF_THE_OWNER } else { &[] };
    let own = PAGES.iter().chain(more).map(|line| offer(line, "", line.3.to_owned()));
    own.chain(in_each(workspaces, &OF_A_WORKSPACE)).collect()
}

pub fn actions(workspaces: &[Workspace]) -> Vec<Offer> {
    let appear = |(label, icon, appearance): &(&str, Icon, Appearance)| Offer {
        label: (*label).to_owned(),
        detail: String::new(),
        words: "appearance theme colours mode",
        icon: *icon,
        does: Does::Appear(*appearance),
    };
    in_each(workspaces, &IN_A_WORKSPACE)
        .chain(ACTIONS.iter().map(|line| offer(line, "", line.3.to_owned())))
        .chain(APPEARANCES.iter().map(appear))
        .collect()
}

/// Before anything is typed: where one mostly goes.
pub fn first_pages(pages: Vec<Offer>) -> Vec<Offer> {
    let wanted = ["Home", "Todos", "Workspaces", "Account"];
    pages.into_iter().filter(|it| wanted.contains(&&*it.label)).collect()
}

/// The same: what can be done here (`here` are those of this workspace), and the next todo.
pub fn first_actions(actions: Vec<Offer>, here: usize) -> Vec<Offer> {
    let count = here * IN_A_WORKSPACE.len();
    let is_first = |(at, it): &(usize, Offer)| *at < count || it.label == ACTIONS[0].0;
    actions.into_iter().enumerate().filter(is_first).map(|(_, it)| it).collect()
}

fn in_each<'a>(workspaces: &'a [Workspace], lines: &'a [Line]) -> impl Iterator<Item = Offer> + 'a {
    workspaces.iter().flat_map(move |workspace| {
        let path = move |line: &Line| format!("/w/{}/{}", workspace.uid, line.3);
        lines.iter().map(move |line| offer(line, &workspace.name, path(line)))
    })
}

fn offer((label, words, icon, _): &Line, detail: &str, path: String) -> Offer {
    let (label, detail) = ((*label).to_owned(), detail.to_owned());
    Offer { label, detail, words, icon: *icon, does: Does::Go(path) }
}
