//! The presets there are, for who makes workspaces over the API.
use poem::Result;
use poem_openapi::{Object, OpenApi};

use super::{ALL, Preset};
use crate::{
    accounts::api_keys::needs::ReadWorkspaces,
    contacts::lists::Colour,
    shell::{
        Caller,
        wire::{Answer, Tag},
    },
};

pub struct Api;

/// What a workspace of a certain kind usually starts with.
#[derive(Object)]
#[oai(rename = "Preset")]
struct PresetOut {
    /// For `preset` when a workspace is added
    id: String,
    name: String,
    purpose: String,
    /// In their order
    stages: Vec<String>,
    tags: Vec<String>,
    /// Groups of custom fields
    field_packs: Vec<String>,
    approval_required: bool,
    texting: bool,
    mail_provider: String,
}

#[derive(Object)]
#[oai(rename = "Presets")]
struct Presets {
    presets: Vec<PresetOut>,
}

#[OpenApi(prefix_path = "/api/presets", tag = "Tag::Workspaces")]
impl Api {
    /// List presets
    #[oai(path = "/", method = "get", operation_id = "listPresets")]
    async fn list(&self, caller: Caller<ReadWorkspaces>) -> Result<Answer<Presets>> {
        caller.read(|_, _| Ok(())).await?;
        Ok(Answer::new(Presets { presets: ALL.iter().map(PresetOut::from).collect() }))
    }
}

impl From<&'static Preset> for PresetOut {
    fn from(preset: &'static Preset) -> Self {
        let names = |lists: &[(&str, Colour)]| lists.iter().map(|it| it.0.to_owned()).collect();
        Self {
            id: preset.key.into(),
            name: preset.name.into(),
            purpose: preset.purpose.into(),
            stages: names(preset.stages),
            tags: names(preset.tags),
            field_packs: preset.packs.iter().map(|it| it.code().into()).collect(),
            approval_required: preset.needs_approval,
            texting: preset.may_text,
            mail_provider: preset.mail_provider.name().into(),
        }
    }
}
