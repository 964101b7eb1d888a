//! The trust page. Works without a script, and before anything is trusted.
use super::guides::Guide;

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
                link[rel = "icon", href = "data:,"];
                link[rel = "stylesheet", href = stylesheet_href];
            }
            body[class = "min-h-screen bg-base-200 text-base-content"] {
                main[class = "mx-auto flex max-w-2xl flex-col gap-6 p-6"] {
                    @Intro { secure }
                    @Guides { guides }
                    @OtherDevice {}
                    @Fingerprint { fingerprint }
                }
            }
        }
    }

    Intro<'a>(secure: &'a str) {
        header[class = "flex flex-col gap-3"] {
            h1[class = "text-2xl font-semibold"] { "Let this device trust your pi-crm" }
            p {
                "Your pi-crm lives at home and makes its own security certificate. Each phone or "
                "computer has to be told once that it is yours; after that the connection is "
                "private and the warning is gone."
            }
            p {
                a[class = "btn btn-primary", href = secure] { "Continue to pi-crm" }
            }
            p[class = "text-sm opacity-80"] {
                "Does the browser warn you after Continue? Then this device does not trust it "
                "yet: follow the steps below."
            }
        }
    }

    Guides<'a>(guides: &'a [(&'static Guide, bool)]) {
        section[class = "flex flex-col gap-2", "aria-labelledby" = "steps"] {
            h2[id = "steps", class = "text-lg font-semibold"] { "Steps for this device" }
            @for (guide, is_own) in guides.iter() {
                @Steps { guide, is_own: *is_own }
            }
        }
    }

    Steps<'a>(guide: &'a Guide, is_own: bool) {
        details[class = "card border border-base-300 bg-base-100", open = *is_own] {
            summary[class = "cursor-pointer p-4 font-medium"] { @guide.title }
            div[class = "flex flex-col gap-4 p-4 pt-0"] {
                p { a[class = "btn btn-sm", href = guide.file] { @guide.get } }
                ol[class = "list-decimal space-y-2 pl-6"] {
                    @for step in guide.steps.iter() { li { @step } }
                }
            }
        }
    }

    OtherDevice() {
        section[class = "card border border-base-300 bg-base-100 p-4"] {
            h2[class = "text-lg font-semibold"] { "Another device" }
            p { "Point its camera here to open this page there." }
            img[
                class = "mt-3 rounded bg-white p-2",
                src = "/qr.svg",
                width = "200",
                height = "200",
                alt = "QR code with the address of this page"
            ];
        }
    }

    Fingerprint<'a>(fingerprint: &'a str) {
        section[class = "flex flex-col gap-2"] {
            h2[class = "text-lg font-semibold"] { "Is it really yours?" }
            p {
                "The same fingerprint (SHA-256) is shown where pi-crm was started, and by your "
                "device when you install the certificate. It can vouch only for private names and "
                "addresses, never for your bank."
            }
            code[class = "break-all text-sm"] { @fingerprint }
            p[class = "text-sm"] {
                "The certificate as a file: "
                a[class = "link", href = "/ca.crt"] { "ca.crt" }
                ", "
                a[class = "link", href = "/ca.pem"] { "ca.pem" }
                "."
            }
        }
    }
}
