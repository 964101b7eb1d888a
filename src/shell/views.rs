//! Markup shared above the features.
use super::{Fields, Kept, Surroundings, answer, held::Why};
use crate::{
    audit::{Action, SubjectKind, difference::Difference, read::Told},
    ids::Uid,
    web::ui::{Button, Diff, DiffMember, Field, Form, Icon, Tab, Tabs},
};

/// The pages of a workspace, in the order of their tabs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WorkspacePage {
    Contacts,
    Duplicates,
    Lists,
    Fields,
    Transfer,
    Settings,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AccountPage {
    You,
    Fields,
    Keys,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HouseholdPage {
    People,
    Settings,
    Backups,
    Key,
    Health,
}

impl HouseholdPage {
    fn of(is_owner: bool) -> &'static [Self] {
        const ALL: &[HouseholdPage] = &[
            HouseholdPage::People,
            HouseholdPage::Settings,
            HouseholdPage::Backups,
            HouseholdPage::Key,
            HouseholdPage::Health,
        ];
        if is_owner { ALL } else { &ALL[..2] }
    }

    fn tab(self, at: Self) -> Tab<'static> {
        let (label, path) = match self {
            Self::People => ("People", "/household"),
            Self::Settings => ("Settings", "/household/settings"),
            Self::Backups => ("Backups", "/household/backups"),
            Self::Key => ("Key", "/household/key"),
            Self::Health => ("Health", "/household/health"),
        };
        Tab::new(label, path, self == at)
    }
}

impl WorkspacePage {
    const ALL: [Self; 6] = [
        Self::Contacts,
        Self::Duplicates,
        Self::Lists,
        Self::Fields,
        Self::Transfer,
        Self::Settings,
    ];

    fn tab(self, workspace: Uid, at: Self) -> Tab<'static> {
        let (label, page) = match self {
            Self::Contacts => ("Contacts", "contacts"),
            Self::Duplicates => ("Duplicates", "duplicates"),
            Self::Lists => ("Stages and tags", "lists"),
            Self::Fields => ("Fields", "fields"),
            Self::Transfer => ("Import and export", "import"),
            Self::Settings => ("Settings", "settings"),
        };
        Tab::new(label, format!("/w/{workspace}/{page}"), self == at)
    }
}

markup::define! {
    /// Between the household's pages; some are an owner's alone.
    HouseholdTabs(at: HouseholdPage, is_owner: bool) {
        @Tabs {
            label: "Household".into(),
            tabs: HouseholdPage::of(*is_owner).iter().map(|it| it.tab(*at)).collect(),
        }
    }

    /// Between the pages of a workspace, the same on each.
    WorkspaceTabs(workspace: Uid, at: WorkspacePage) {
        @Tabs {
            label: "Workspace".into(),
            tabs: WorkspacePage::ALL.into_iter().map(|it| it.tab(*workspace, *at)).collect(),
        }
    }

    /// Between the pages about oneself.
    AccountTabs(at: AccountPage) {
        @Tabs {
            label: "Account".into(),
            tabs: vec![
                Tab::new("You", "/account", *at == AccountPage::You),
                Tab::new("Fields", "/fields", *at == AccountPage::Fields),
                Tab::new("API keys", "/account/keys", *at == AccountPage::Keys),
            ],
        }
    }

    /// What somebody typed and could not be saved, ready to be sent again.
    HeldForm<'a>(
        why: Why,
        said: &'a str,
        reference: Option<&'a str>,
        kept: &'a Kept,
        csrf: &'a str,
    ) {
        @let has_words = has_words(&kept.fields);
        h1 { @why.title() }
        p[class = "door-lead"] {
            @said
            @if has_words { " What you typed is kept below." }
            " " @why.advice()
        }
        @if *why == Why::SignedOut {
            p { a[href = "/login", target = "_blank"] { "Sign in on a new tab" } }
        }
        @if has_words { @Typed { fields: &kept.fields } }
        @if why.can_be_sent() {
            @held_form(kept, csrf, *why)
        }
        @if let Some(reference) = reference {
            p[class = "trouble-id"] { "Reference " code { @reference } }
        }
    }

    Typed<'a>(fields: &'a Fields) {
        dl.facts.held {
            @for (name, value) in fields.iter().filter(|(name, value)| is_shown(name, value)) {
                dt { @words(name) }
                dd { @value }
            }
        }
    }

    HeldFields<'a>(kept: &'a Kept, verb: &'a str) {
        @for (name, value) in kept.fields.iter() {
            input[type = "hidden", name = name, value = value];
        }
        @for name in kept.secrets.iter() {
            @Field::password(name.as_str(), secret_words(name))
                .help("Type this once more; it is never shown on a page")
                .required()
        }
        @Button::primary(*verb)
    }
}

/// Under the id it had, so that it is done once however often it is sent; but what was refused for
/// its id gets a new one.
fn held_form<'a>(kept: &'a Kept, csrf: &'a str, why: Why) -> impl markup::Render + use<'a> {
    let form = Form::post(&*kept.action, csrf, HeldFields { kept, verb: why.verb() });
    match &kept.form_id {
        Some(id) if why != Why::SentBefore => form.again(&**id),
        _ => form,
    }
}

/// Whether anything would be shown of what was typed.
pub fn has_words(fields: &Fields) -> bool {
    fields.iter().any(|(name, value)| is_shown(name, value))
}

/// Hidden fields go along unseen, and so do ids, which say nothing to anybody.
fn is_shown(name: &str, value: &str) -> bool {
    const HIDDEN: [&str; 7] = ["back", "etag", "seen", "next", "preset", "kind", "languages"];
    let is_hidden = HIDDEN.contains(&name) || name.starts_with("seen_");
    !value.is_empty() && !is_hidden && value.parse::<Uid>().is_err()
}

fn secret_words(name: &str) -> String {
    let is_password = name.ends_with("password") && !name.contains("new");
    if is_password { "Your password".to_owned() } else { words(name) }
}

/// On the page of what was changed its name would only repeat the title.
fn said_of_it(change: &Told) -> String {
    let words = change.entry.words();
    match list_of(change) {
        Some(list) => format!("{words} {list}"),
        None => words.strip_suffix(" of").unwrap_or(words).to_owned(),
    }
}

/// The stage or tag whose end a thing took part in.
fn list_of(change: &Told) -> Option<&str> {
    let Some(Action::ListsMerged | Action::ListDeleted) = change.entry.kind() else { return None };
    let list = change.subjects.iter().find(|it| it.kind == SubjectKind::List)?;
    Some(&list.label)
}

fn words(name: &str) -> String {
    let name = name.strip_prefix("custom-").unwrap_or(name);
    let mut words = name.replace(['_', '-'], " ").replace("email", "e-mail");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

markup::define! {
    /// The newest changes of one thing, each with its Undo while it can be undone.
    RecentChanges<'a>(around: &'a Surroundings, changes: &'a [Told], back: &'a str, now: i64) {
        ol[class = "timeline"] {
            @for change in changes.iter() {
                li {
                    p[class = "timeline-head"] {
                        strong { @change.entry.who() } " " @said_of_it(change)
                    }
                    p[class = "timeline-when"] {
                        time[title = around.manner().date_time(change.entry.at)] {
                            @around.manner().relative(change.entry.at, *now)
                        }
                    }
                    @Differences { change }
                    @if change.can_undo {
                        @UndoButton { around, change, back }
                    }
                }
            }
        }
    }

    Differences<'a>(change: &'a Told) {
        @for it in change.differences.iter() { @OneDifference { it } }
    }

    OneDifference<'a>(it: &'a Difference) {
        @if it.is_member {
            @DiffMember::new(&*it.field, it.old.as_deref(), it.new.as_deref())
        } else {
            @Diff::new(&*it.field, it.old.as_deref(), it.new.as_deref())
        }
    }

    UndoButton<'a>(around: &'a Surroundings, change: &'a Told, back: &'a str) {
        @Form::post(
            answer::undo_path(change.entry.uid, back),
            &*around.csrf,
            Button::plain("Undo").icon(Icon::Undo),
        ).inline()
    }
}
