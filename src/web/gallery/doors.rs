//! Pages before and beside the product: sign in, first run, an error, the trust page.
use super::{door, within};
use crate::web::{
    layout::{Bare, ErrorPage, Person, Trouble},
    ui::{Button, Field, Form, Icon, Notice, Qr, Tab, Tabs, Tick, Tone},
};

pub fn login() -> String {
    door("Sign in", markup::new! { @Login {} })
}

pub fn first_run() -> String {
    door("Set up", markup::new! { @FirstRun {} })
}

pub fn error(person: &Person<'_>) -> String {
    let trouble = Trouble::Internal { request_id: "0193-7f2c-55d1".into() };
    within("Error", person, ErrorPage { trouble })
}

pub fn trust() -> String {
    Bare::new("Trust this pi-crm", markup::new! { @Trust {} }).wide().whole()
}

markup::define! {
    Login() {
        h1 { "Sign in" }
        @Notice::new(Tone::Error, "E-mail or password is not right", "Check both and try again.")
        @Form::post("/ui/login", "demo", markup::new! {
            @Field::email("email", "E-mail", "andy@example.org").autocomplete("username").required()
            @Field::password("password", "Password").autocomplete("current-password").required()
            @Tick::new("keep", "Keep me signed in on this device", true)
            @Button::primary("Sign in")
        })
        p[class = "door-note"] {
            "Forgotten? Whoever has the box can set a new one with "
            code { "pi-crm user reset-password" }
            "."
        }
    }

    FirstRun() {
        h1 { "Welcome" }
        p[class = "door-lead"] {
            "Make the first account. It owns this pi-crm and can invite the others."
        }
        @Form::post("/ui/first-run", "demo", markup::new! {
            @Field::text("code", "Set-up code", "")
                .help("On the screen of the box, and on its card")
                .attr("inputmode", "text").autocomplete("one-time-code").required()
            @Field::text("name", "Your name", "").autocomplete("name").required()
            @Field::email("email", "E-mail", "").autocomplete("username").required()
            @Field::password("password", "Password").autocomplete("new-password")
                .help("Ten characters or more; a few unrelated words work well").required()
            @Button::primary("Create account")
        })
    }

    Trust() {
        h1 { "Let this device trust pi-crm" }
        p[class = "door-lead"] {
            "pi-crm made its own certificate authority, for this house only. Tell your device \
             about it once and every page is encrypted without a warning."
        }
        div[class = "trust"] {
            div {
                @Tabs { label: "Your device".into(), tabs: vec![
                    Tab::new("iPhone", "/ui/trust", true), Tab::new("Android", "/ui/trust", false),
                    Tab::new("Windows", "/ui/trust", false), Tab::new("macOS", "/ui/trust", false),
                    Tab::new("Linux", "/ui/trust", false),
                ] }
                ol[class = "steps"] {
                    li { "Tap " strong { "Download the certificate" } " and allow the profile." }
                    li { "In Settings, open " strong { "Profile Downloaded" } " and install it." }
                    li { "In General › About › Certificate Trust Settings, switch pi-crm on." }
                }
                div[class = "form-actions"] {
                    @Button::primary("Download the certificate").to("/ui/trust")
                        .icon(Icon::Download)
                    @Button::quiet("Continue").to("/ui/login").icon(Icon::Lock)
                }
            }
            figure {
                @Qr::new("http://pi-crm.local/")
                figcaption { "Opens this page on a phone" }
            }
        }
        dl[class = "facts"] {
            dt { "Fingerprint" }
            dd { code { "4F:91:0C:7A:22:E8:5D:B3:61:9E:AA:04:C7:38:F2:1B" } }
            dt { "Compare it with" }
            dd { "the one on the console of the box" }
        }
    }
}
