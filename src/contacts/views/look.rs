//! The two ways to look at the same contacts: a table, or a board of their stages.
use crate::{
    contacts::{Asked, board},
    ids::Uid,
    web::ui::{Button, Icon},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Table,
    Board,
}

markup::define! {
    /// In the head of both pages, beside the way to add somebody.
    Looks<'a>(workspace: Uid, asked: &'a Asked, at: Look) {
        nav[class = "looks", "aria-label" = "View"] {
            @for look in [Look::Table, Look::Board] {
                a[
                    href = look.path(*workspace, asked),
                    "aria-current" = (look == *at).then_some("page"),
                ] {
                    @look.icon()
                    @look.words()
                }
            }
        }
        @Button::primary("New contact")
            .icon(Icon::Plus)
            .to(format!("/w/{workspace}/contacts/new"))
            .attr("data-key", "n")
    }
}

impl Look {
    pub fn path(self, workspace: Uid, asked: &Asked) -> String {
        match self {
            Self::Table => asked.path(workspace),
            Self::Board => board::path(workspace, asked),
        }
    }

    /// Where the panel's content is, that leads back here.
    pub fn filter_path(self, workspace: Uid) -> String {
        format!("{}/filter", self.path(workspace, &Asked::default()))
    }

    fn icon(self) -> Icon {
        match self {
            Self::Table => Icon::Table,
            Self::Board => Icon::Board,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Board => "Board",
        }
    }
}
