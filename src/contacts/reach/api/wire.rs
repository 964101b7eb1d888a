//! A contact's e-mails and phones as JSON.
use poem_openapi::{Enum, Object, types::Example};

use crate::{
    contacts::reach::{Kind, Reach, Silence, Way, WayDraft},
    ids::Uid,
};

/// E-mails and phones beside the primary ones, what each is called, and what is not to be sent.
#[derive(Object)]
#[oai(rename = "ContactReach")]
pub struct ReachOut {
    /// What the primary e-mail is called, such as Work
    pub primary_email_label: Option<String>,
    pub primary_phone_label: Option<String>,
    pub other_emails: Vec<WayOut>,
    pub other_phones: Vec<WayOut>,
    pub do_not_contact: DoNotContact,
}

/// An e-mail or phone beside the primary one.
#[derive(Object)]
#[oai(rename = "ContactWay")]
pub struct WayOut {
    pub id: Uid,
    pub label: Option<String>,
    /// As it was typed
    pub value: String,
}

/// What is not to be sent, whoever asks for it.
#[derive(Object)]
#[oai(rename = "DoNotContact", example)]
pub struct DoNotContact {
    /// Nothing at all
    pub all: bool,
    pub mail: bool,
    pub text: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "WayKind", rename_all = "lowercase")]
pub enum KindIn {
    Email,
    Phone,
}

/// Another e-mail or phone. The first of its kind is the primary one.
#[derive(Object)]
#[oai(rename = "NewContactWay", example)]
pub struct NewWay {
    pub kind: KindIn,
    /// At most 40 characters
    pub label: Option<String>,
    /// A full address, or a number in any notation
    pub value: String,
}

/// As it should be from now on.
#[derive(Object)]
#[oai(rename = "ContactWayFields", example)]
pub struct WayFields {
    /// At most 40 characters; left out it becomes empty
    pub label: Option<String>,
    /// A full address, or a number in any notation
    pub value: String,
}

/// What the primary ones are called; at most 40 characters each.
#[derive(Object)]
#[oai(rename = "PrimaryLabels", example)]
pub struct PrimaryLabels {
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// All of it after a change.
#[derive(Object)]
#[oai(rename = "ChangedContactReach")]
pub struct ChangedReach {
    pub reach: ReachOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl From<Reach> for ReachOut {
    fn from(reach: Reach) -> Self {
        let out = |kind| reach.of_kind(kind).cloned().map(WayOut::from).collect();
        Self {
            other_emails: out(Kind::Email),
            other_phones: out(Kind::Phone),
            do_not_contact: reach.silence.into(),
            primary_email_label: reach.email_label,
            primary_phone_label: reach.phone_label,
        }
    }
}

impl From<Way> for WayOut {
    fn from(Way { uid, label, value, .. }: Way) -> Self {
        Self { id: uid, label, value }
    }
}

impl From<Silence> for DoNotContact {
    fn from(Silence { all, mail, text }: Silence) -> Self {
        Self { all, mail, text }
    }
}

impl From<DoNotContact> for Silence {
    fn from(DoNotContact { all, mail, text }: DoNotContact) -> Self {
        Self { all, mail, text }
    }
}

impl From<KindIn> for Kind {
    fn from(kind: KindIn) -> Self {
        match kind {
            KindIn::Email => Self::Email,
            KindIn::Phone => Self::Phone,
        }
    }
}

impl From<NewWay> for WayDraft {
    fn from(NewWay { kind, label, value }: NewWay) -> Self {
        Self { kind: kind.into(), label: label.unwrap_or_default(), value }
    }
}

impl WayFields {
    pub fn draft(self, kind: Kind) -> WayDraft {
        WayDraft { kind, label: self.label.unwrap_or_default(), value: self.value }
    }
}

impl PrimaryLabels {
    pub fn given(self) -> Vec<(Kind, String)> {
        let labels = [(Kind::Email, self.email), (Kind::Phone, self.phone)];
        labels.into_iter().filter_map(|(kind, label)| Some((kind, label?))).collect()
    }
}

impl Example for PrimaryLabels {
    fn example() -> Self {
        Self { email: Some("Work".into()), phone: None }
    }
}

impl Example for NewWay {
    fn example() -> Self {
        let (label, value) = (Some("HI Mobile".into()), "+1 808 555 0100".into());
        Self { kind: KindIn::Phone, label, value }
    }
}

impl Example for WayFields {
    fn example() -> Self {
        Self { label: Some("Work".into()), value: "iris@example.com".into() }
    }
}

impl Example for DoNotContact {
    fn example() -> Self {
        Self { all: false, mail: true, text: false }
    }
}
