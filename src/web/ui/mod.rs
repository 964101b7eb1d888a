//! The one place for components. Each is a struct with a constructor for the usual case and
//! chained methods for the rest; views write `@Button::primary("Save").icon(Icon::Check)`.
mod button;
mod edit_in_place;
mod feedback;
mod field;
mod form;
mod icon;
mod links;
mod marks;
mod navigation;
mod overlay;
mod palette;
mod reveal;
mod table;

use std::borrow::Cow;

pub use button::Button;
pub use edit_in_place::{EditBeside, EditConflict, EditControl, EditForm, EditInPlace};
pub use feedback::{Empty, Notice, Progress, Skeleton, Toast, ToastAction, Toasts, Tone};
pub use field::{Choice, Field, Select, TextArea, Tick, Username};
pub use form::{CSRF_FIELD, FORM_ID_FIELD, Form, FormError};
pub use icon::Icon;
pub use links::{TextWithLinks, WebLink};
pub use marks::{Avatar, Badge, KeyHint, Mark, Stage, Tag};
pub use navigation::{
    Breadcrumbs, Crumb, FilterBar, FilterSearch, Hit, HitGroup, PageHeader, Pagination, SearchBox,
    SearchHits, Steps, Tab, Tabs,
};
pub use overlay::{Dialog, Dropdown, MenuItem};
pub use palette::{KeysDialog, PaletteDialog, PaletteGroup, PaletteHits, PaletteOption};
pub use reveal::{CopyList, CopyOnce, Diff, DiffMember, Qr};
pub use table::{Column, Order, Table};

/// Text given by a view: borrowed where it can be, owned where it was made for the page.
pub type Text<'a> = Cow<'a, str>;

/// Attributes a component does not know itself, such as `hx-get`.
pub type Attrs<'a> = Vec<(&'static str, Text<'a>)>;
