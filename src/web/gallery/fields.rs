//! Form controls in their states, and the field that is edited in place.
use super::components::Part;
use crate::web::ui::{Choice, EditConflict, EditForm, EditInPlace, Field, Select, TextArea, Tick};

markup::define! {
    Fields() {
        @Part { title: "Fields", body: markup::new! {
            @Field::text("plain", "First name", "Noelani")
            @Field::email("required", "E-mail", "").required()
                .attr("placeholder", "name@example.org")
            @Field::phone("helped", "Phone", "").help("As you would dial it; kept as you typed it")
            @Field::text("wrong", "Web address", "htp:/harbor")
                .problem(Some("An address starts with https://"))
            @Field::text("off", "Workspace", "Loan Factory").attr("disabled", "")
            @Field::date("day", "Expires", "2027-11-20")
            @Select::new("choice", "Stage", vec![
                Choice::new("1", "Leads"),
                Choice::new("2", "Prospects"),
            ], "2")
            @TextArea::new("words", "Note", "Prefers to be called after five.\nTwo dogs.")
            @Tick::new("tick", "Share with Monalisa", true).help("Read only; you can take it back")
            @Tick::new("untick", "Include the communication history", false)
        } }
        @Part { title: "Edit in place", body: markup::new! {
            div[class = "edit-list"] {
                @EditInPlace::new("rest", "Company", "Harbor Title", "/ui/contact-editing")
                @EditInPlace::new("nothing", "Referred by", "", "/ui/contact-editing")
                @EditForm::new(
                    Field::text("open", "Last name", "Kealoha"), "/ui", "demo", "e", "/ui",
                )
                @EditForm::new(
                    Field::text("clash", "E-mail", "mine@example.org"), "/ui", "demo", "e", "/ui",
                ).conflict(EditConflict {
                    theirs: "theirs@example.org".into(),
                    when: "a minute ago".into(),
                })
            }
        } }
    }
}
