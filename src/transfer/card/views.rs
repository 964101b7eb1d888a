//! The page with the code of one contact.
use crate::{
    contacts::Contact,
    shell::answer,
    web::ui::{Breadcrumbs, Button, Crumb, Icon, PageHeader, Qr},
    workspaces::Workspace,
};

markup::define! {
    Card<'a>(workspace: &'a Workspace, contact: &'a Contact, card: &'a str) {
        @let name = contact.display_name();
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new(&*name, answer::contact_path(contact.uid)),
            ],
        }
        @PageHeader::new("Card", "", "")
        div[class = "narrow"] {
            p {
                "Point a phone’s camera at the code to add " strong { @name }
                " to its address book. It carries the name, the company, e-mails and phones."
            }
            @Qr::new(*card).label(format!("QR code with the card of {name}"))
            div[class = "form-actions"] {
                @Button::primary("Download vCard")
                    .icon(Icon::Download)
                    .to(format!("/contacts/{}/card.vcf", contact.uid))
                @Button::plain("Back").to(answer::contact_path(contact.uid))
            }
        }
    }
}
