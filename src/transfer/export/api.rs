//! Exports over the API: the same file as the page's.
use poem::{IntoResponse, Request, Response, Result};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Query,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};

use super::{
    Writing,
    download::{Written, download},
    pages,
};
use crate::{
    accounts::api_keys::needs::ReadContacts,
    ids::Uid,
    shell::{Caller, wire::Tag},
    workspaces,
};

pub struct Api;

#[OpenApi(prefix_path = "/api/csv", tag = "Tag::Transfer")]
impl Api {
    /// Export contacts
    ///
    /// The contacts of a workspace as CSV (UTF-8 with a byte order mark, RFC 4180) or as vCards.
    /// A cell that a spreadsheet would take for a formula begins with `'`; importing the file takes
    /// that away again.
    ///
    /// Everybody is in it, or those who are named as `contact`, or all who fit the conditions of
    /// `listContacts`, such as `stage=none` or `company.contains=acme`. What is not understood is
    /// answered with 422.
    #[oai(path = "/export", method = "get", operation_id = "exportContacts")]
    async fn export(
        &self,
        caller: Caller<ReadContacts>,
        request: &Request,
        /// The id of the workspace
        workspace: Query<Uid>,
        /// `csv`, `vcard4` or `vcard3`; `csv` when it is left out
        #[oai(name = "format")]
        _format: Query<Option<String>>,
        /// A column of the CSV, such as `first_name`, `tags` or `custom-birthday`; may be given
        /// several times. All columns when it is left out
        #[oai(name = "column", explode = true, default)]
        _columns: Query<Vec<String>>,
        /// The id of a contact; may be given several times, up to 500
        #[oai(name = "contact", explode = true, default)]
        _contacts: Query<Vec<String>>,
    ) -> Result<File> {
        let now = caller.app.db.clock().now();
        let (wanted, workspace) = (pages::wanted(request.uri(), now), workspace.0);
        let (writing, actor, name) = caller
            .read(move |conn, actor| {
                let scope = workspaces::open(conn, actor, workspace)?;
                let name = workspaces::find(conn, &scope)?.name;
                Ok((Writing::begin(conn, &scope, &wanted?)?, actor.clone(), name))
            })
            .await?;
        let db = caller.app.db.clone();
        Ok(File(download(db, actor, workspace, Written::Contacts(writing), &name)))
    }
}

/// A file of contacts rather than an envelope.
pub struct File(pub Response);

/// The same of everything there is.
pub struct Archive(pub Response);

macro_rules! file_response {
    ($type:ident, $($content_type:literal),+) => {
        impl IntoResponse for $type {
            fn into_response(self) -> Response {
                self.0
            }
        }

        impl ApiResponse for $type {
            fn meta() -> MetaResponses {
                let file = |content_type| MetaMediaType {
                    content_type,
                    schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format(
                        "string", "binary",
                    ))),
                };
                MetaResponses {
                    responses: vec![MetaResponse {
                        description: "The file",
                        status: Some(200),
                        status_range: None,
                        content: vec![$(file($content_type)),+],
                        headers: vec![],
                    }],
                }
            }

            fn register(_: &mut Registry) {}
        }
    };
}

file_response!(File, "text/csv", "text/vcard");
file_response!(Archive, "application/zip");
