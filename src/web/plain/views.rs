//! The trust page. Works without a script, and before anything is trusted.
use super::guides::Guide;
use crate::web::{
    assets,
    ui::{Button, Icon},
    welcome,
};

markup::define! {
    TrustPage<'a>(
        guides: Vec<(&'static Guide, bool)>,
        stylesheet_href: &'a str,
        fingerprint: &'a str,
        secure: &'a str,
    ) {
        @markup::doctype()
        html[lang = "en"] {
            head {
                meta[charset = "utf-8"];
                meta[name = "viewport", content = "width=device-width, initial-scale=1"];
                title { "Trust this pi-crm" }
                link[rel = "icon", href = assets::href("icon.svg"), "type" = "image/svg+xml"];
                link[rel = "stylesheet", href = stylesheet_href];
                script[src = assets::href("trust.js"), "type" = "module"] {}
            }
            body {
                div[class = "door door-wide"] {
                    header {
                        span.brand {
                            img[
                                src = assets::href("icon.svg"),
                                alt = "",
                                width = "32",
                                height = "32",
                            ];
                            "pi-crm"
                        }
                    }
                    main #main {
                        @Intro { secure }
                        div[class = "trust"] {
                            @Guides { guides }
                            @OtherDevice {}
                        }
                        @Fingerprint { fingerprint }
                    }
                }
            }
        }
    }

    Intro<'a>(secure: &'a str) {
        h1 { "Let this device trust your pi-crm" }
        div[class = "door-lead"] {
            p["data-invited" = "true", hidden] {
                strong { "You are invited. " }
                "Follow the steps below once, then press Continue to make your account."
            }
            p {
                "Your pi-crm lives at home and makes its own security certificate. Each phone or "
                "computer has to be told once that it is yours; after that the connection is "
                "private and the warning is gone."
            }
        }
        @Button::primary("Continue to pi-crm")
            .to(*secure)
            .icon(Icon::Lock)
            .attr("data-continue", format!("{secure}{}", welcome::JOIN))
        p[class = "door-note"] {
            "Does the browser warn you after Continue? Then this device does not trust it yet: "
            "follow the steps below. Were you given an invitation code? Then go on to "
            a[href = format!("{secure}{}", welcome::JOIN)] { "join" }
            "."
        }
    }

    Guides<'a>(guides: &'a [(&'static Guide, bool)]) {
        section["aria-labelledby" = "steps"] {
            h2 #steps { "Steps for this device" }
            @for (guide, is_own) in guides.iter() { @Steps { guide, is_own: *is_own } }
        }
    }

    Steps<'a>(guide: &'a Guide, is_own: bool) {
        details[class = "guide", open = *is_own] {
            summary { @guide.title @Icon::ChevronDown }
            div {
                @Button::quiet(guide.get).to(guide.file).icon(Icon::Download)
                ol[class = "steps"] { @for step in guide.steps.iter() { li { @step } } }
            }
        }
    }

    OtherDevice() {
        figure {
            img[
                class = "qr",
                src = "/qr.svg",
                width = "144",
                height = "144",
                alt = "QR code with the address of this page",
            ];
            figcaption { "Another device? Point its camera here." }
        }
    }

    Fingerprint<'a>(fingerprint: &'a str) {
        section[class = "proof", "aria-labelledby" = "proof"] {
            h2 #proof { "Is it really yours?" }
            p {
                "The same fingerprint (SHA-256) is shown where pi-crm was started, and by your "
                "device when you install the certificate. It can vouch only for private names and "
                "addresses, never for your bank."
            }
            code { @fingerprint }
            p {
                "The certificate as a file: "
                a[href = "/ca.crt"] { "ca.crt" }
                ", "
                a[href = "/ca.pem"] { "ca.pem" }
                "."
            }
        }
    }
}
