//! Markup of search.
use super::Found;
use crate::{
    contacts::Contact,
    shell::answer,
    web::ui::{Avatar, Empty, Hit, HitGroup, Icon, Mark, PageHeader, SearchHits},
    workspaces::Workspace,
};

/// Below the search box, as one types.
pub fn hits<'a>(query: &'a str, found: &'a Found) -> Option<SearchHits<'a>> {
    if query.trim().is_empty() {
        return None;
    }
    let workspaces = found.workspaces.iter().map(|workspace| Hit {
        href: answer::workspace_path(workspace.uid).into(),
        title: (&*workspace.name).into(),
        detail: "".into(),
    });
    let contacts = found.contacts.iter().map(|contact| Hit {
        href: answer::contact_path(contact.uid).into(),
        title: contact.display_name().into(),
        detail: detail(contact).into(),
    });
    Some(SearchHits {
        query: query.into(),
        groups: vec![
            HitGroup {
                label: "Workspaces".into(),
                icon: Icon::Briefcase,
                hits: workspaces.collect(),
            },
            HitGroup { label: "Contacts".into(), icon: Icon::User, hits: contacts.collect() },
        ],
    })
}

markup::define! {
    Page<'a>(query: &'a str, found: &'a Found) {
        @PageHeader::new("Search", markup::new! { "For “" @query "”" }, "")
        @if found.workspaces.is_empty() && found.contacts.is_empty() {
            @Empty::new(
                Icon::Search,
                "Nothing found",
                "The search looks at the names of workspaces, and at the names, companies, e-mail \
                 addresses and phone numbers of contacts. Try a shorter part of it.",
            )
        }
        @if !found.workspaces.is_empty() {
            h2 { "Workspaces" }
            ul[class = "hit-list"] {
                @for workspace in found.workspaces.iter() { @WorkspaceHit { workspace } }
            }
        }
        @if !found.contacts.is_empty() {
            h2 { "Contacts" }
            ul[class = "hit-list"] {
                @for contact in found.contacts.iter() { @ContactHit { contact } }
            }
        }
    }

    WorkspaceHit<'a>(workspace: &'a Workspace) {
        li {
            @Mark::new(&*workspace.name)
            a[href = answer::workspace_path(workspace.uid)] { @workspace.name }
        }
    }

    ContactHit<'a>(contact: &'a Contact) {
        @let name = contact.display_name();
        li {
            @Avatar::new(&*name)
            a[href = answer::contact_path(contact.uid)] { @name }
            small { @detail(contact) }
        }
    }
}

fn detail(contact: &Contact) -> &str {
    let details = [&contact.company, &contact.primary_email, &contact.primary_phone];
    details.into_iter().flatten().next().map_or("", String::as_str)
}
