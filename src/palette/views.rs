//! Markup of what the palette lists.
use super::{Does, Found, Offer};
use crate::{
    contacts::Contact,
    shell::answer,
    web::ui::{Icon, PaletteGroup, PaletteHits, PaletteOption},
    workspaces::Workspace,
};

pub fn hits<'a>(typed: &'a str, found: &'a Found) -> PaletteHits<'a> {
    let is_recent = typed.trim().is_empty();
    let contacts = PaletteGroup {
        label: if is_recent { "Lately" } else { "Contacts" },
        options: found.contacts.iter().map(contact).collect(),
    };
    let workspaces = PaletteGroup {
        label: "Workspaces",
        options: found.workspaces.iter().map(workspace).collect(),
    };
    let actions =
        PaletteGroup { label: "Actions", options: found.actions.iter().map(offer).collect() };
    let pages = PaletteGroup { label: "Pages", options: found.pages.iter().map(offer).collect() };
    let groups = match (is_recent, found.is_named) {
        (true, _) => vec![contacts, actions, pages],
        (false, true) => vec![actions, pages, workspaces, contacts],
        (false, false) => vec![contacts, workspaces, actions, pages],
    };
    PaletteHits { typed: typed.trim().into(), groups }
}

fn contact(contact: &Contact) -> PaletteOption<'_> {
    let details = [&contact.company, &contact.primary_email, &contact.primary_phone];
    let detail = details.into_iter().flatten().next().map_or("", String::as_str);
    PaletteOption::to(answer::contact_path(contact.uid), Icon::User, contact.display_name())
        .detail(detail)
}

fn workspace(workspace: &Workspace) -> PaletteOption<'_> {
    let path = answer::workspace_path(workspace.uid);
    PaletteOption::to(path, Icon::Briefcase, &*workspace.name)
}

fn offer(offer: &Offer) -> PaletteOption<'_> {
    match &offer.does {
        Does::Go(path) => PaletteOption::to(&**path, offer.icon, &*offer.label),
        Does::Appear(appearance) => {
            PaletteOption::sends("appearance", appearance.name(), offer.icon, &*offer.label)
        }
    }
    .detail(&*offer.detail)
}
