//! The HTML document: head, theme, script, toast region.
use super::{Appearance, Bare, CSRF_HEADER, Page, frame, rendered};
use crate::web::{
    assets,
    ui::{Toast, Tone},
};

/// Swaps everything but "no content"; its own indicator style and data attributes are not used.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS":false,"prefix":"","defaultTimeout":20000}"#;

/// What a phone paints around the page: the ground of the header.
const THEME_COLOURS: [(&str, &str); 2] =
    [("#ffffff", "(prefers-color-scheme: light)"), ("#14181d", "(prefers-color-scheme: dark)")];

pub fn signed_in(page: &Page<'_>) -> String {
    let headers = serde_json::json!({ CSRF_HEADER: page.person.csrf }).to_string();
    rendered(Document {
        title: &page.title,
        appearance: page.person.appearance,
        headers: Some(&headers),
        toasts: &page.toasts,
        body: frame::App { person: page.person, query: &page.query, body: &page.body },
    })
}

pub fn bare(page: &Bare<'_>) -> String {
    rendered(Document {
        title: &page.title,
        appearance: page.appearance,
        headers: None,
        toasts: &page.toasts,
        body: frame::Door { wide: page.wide, body: &page.body },
    })
}

/// The connection may have ended on the way there or on the way back.
const NO_ANSWER: &str = "pi-crm did not answer. What you typed is still here; see whether it was \
    saved before you try again.";

const TOO_LARGE: &str = "This is too much to send at once. It is all still here; make it shorter.";

markup::define! {
    Document<'a, B: markup::Render>(
        title: &'a str,
        appearance: Appearance,
        headers: Option<&'a str>,
        toasts: &'a [Toast<'a>],
        body: B,
    ) {
        @markup::doctype()
        html[lang = "en", "data-theme" = appearance.theme()] {
            @Head { title }
            body["hx-headers:inherited" = headers] {
                a[class = "skip-link", href = "#main"] { "Skip to the content" }
                @body
                div #toasts.toasts[role = "status", "aria-label" = "Messages"] {
                    @for toast in toasts.iter() { @toast }
                }
                template[id = "toast-offline"] {
                    @Toast::new(Tone::Error, NO_ANSWER)
                }
                template[id = "toast-too-large"] {
                    @Toast::new(Tone::Error, TOO_LARGE)
                }
            }
        }
    }

    Head<'a>(title: &'a str) {
        head {
            meta[charset = "utf-8"];
            meta[
                name = "viewport",
                content = "width=device-width, initial-scale=1, viewport-fit=cover",
            ];
            title { @title " · pi-crm" }
            meta[name = "htmx-config", content = HTMX_CONFIG];
            meta[name = "color-scheme", content = "light dark"];
            @for (colour, media) in THEME_COLOURS {
                meta[name = "theme-color", content = colour, media = media];
            }
            link[
                rel = "preload",
                href = assets::href("inter-latin.woff2"),
                "as" = "font",
                "type" = "font/woff2",
                crossorigin,
            ];
            link[rel = "stylesheet", href = assets::href("app.css")];
            script[src = assets::href("app.js"), defer] {}
            link[rel = "icon", href = assets::href("icon.svg"), "type" = "image/svg+xml"];
            link[rel = "apple-touch-icon", href = assets::href("apple-touch-icon.png")];
            link[rel = "manifest", href = "/manifest.webmanifest"];
        }
    }
}
