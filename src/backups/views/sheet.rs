//! The recovery sheet, made to be printed.
use crate::{
    backups::{Target, buckets::Bucket, pages::PATH, recovery::RecoveryKey},
    shell::Surroundings,
    web::ui::{Breadcrumbs, Button, CopyList, Crumb, PageHeader, Qr},
};

markup::define! {
    Sheet<'a>(
        around: &'a Surroundings,
        key: &'a RecoveryKey,
        targets: &'a [Target],
        household: String,
        is_locked: bool,
        now: i64,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new("Household", "/household"), Crumb::new("Backups", PATH)],
        }
        @PageHeader::new("Recovery sheet", about(around, household, *now), "")
        p {
            "With this sheet and a backup, everything is had back when the box is lost. Keep it \
            where the box is not: whoever has both sheet and backup can read everything."
        }
        section[class = "section-gap", "aria-labelledby" = "key"] {
            h2 #key { "The recovery key" }
            div[class = "invitation"] {
                figure {
                    @Qr::new(key.reveal()).label("QR code with the recovery key")
                    figcaption { "The same, for a camera" }
                }
                div {
                    @CopyList::new("recovery-key", "Recovery key", vec![key.grouped().into()])
                    p[class = "help"] { "Blanks and capitals do not matter." }
                }
            }
        }
        section[class = "section-gap", "aria-labelledby" = "passphrase"] {
            h2 #passphrase { "The passphrase" }
            @if *is_locked {
                p {
                    "pi-crm asks for it after every start, on this box and on one that a backup is \
                    restored to. It stands nowhere but where you write it:"
                }
                p[class = "section-gap-small"] { "________________________________________" }
                p[class = "help"] {
                    "Forgotten, restore a backup with the key above and tick “The passphrase of \
                    then is forgotten”."
                }
            } else {
                p { "None is set: pi-crm starts by itself. It can be set on Household, Key." }
            }
        }
        section[class = "section-gap", "aria-labelledby" = "where"] {
            h2 #where { "Where the backups are" }
            ul {
                @for target in targets.iter() {
                    li {
                        strong { @target.name } ", " @target.kind.label() ": "
                        code { @target.place }
                        @if let Some(bucket) = &target.bucket { @Opened { bucket } }
                    }
                }
            }
            p {
                "Their files are called " code { "pi-crm-….tar.zst.age" }
                "; the name says the day."
            }
        }
        section[class = "section-gap", "aria-labelledby" = "steps"] {
            h2 #steps { "A new box in three steps" }
            ul {
                li {
                    "1. Install pi-crm on it. Plug in the drive with the backups, or have the keys \
                    of the storage at hand."
                }
                li {
                    "2. Open its page in a browser, choose “Restore a backup”, and type the set-up \
                    code that its console shows."
                }
                li {
                    "3. Choose the newest backup, type the key above, and wait until it has \
                    started again. Sign in as before: phones and laptops trust the new box already."
                }
            }
            p {
                "Or at its terminal: " code { "sudo pi-crm restore --list" } ", "
                code { "sudo pi-crm restore NAME --recovery-key -" } ", "
                code { "sudo systemctl restart pi-crm" } ". Add "
                code { "--s3 ENDPOINT --bucket NAME" } " for S3 storage."
            }
        }
        section[class = "section-gap", "aria-labelledby" = "without"] {
            h2 #without { "Without pi-crm" }
            p {
                "On any Linux with age, zstd and sqlite3, the key in a file recovery.key: "
                code { "age -d -i recovery.key NAME | zstd -d | tar -x" }
                ". Then pi-crm.db is an ordinary SQLite database."
            }
        }
        div[class = "form-actions"] { @Button::plain("Back to the backups").to(PATH) }
    }

    /// All but the secret, which its service shows once or makes anew.
    Opened<'a>(bucket: &'a Bucket) {
        " (region " code { @bucket.region } ", access key " code { @bucket.access_key }
        "; its secret key is not on this sheet: write it down where you keep passwords, or make a \
        new access key at the service)"
    }
}

fn about(around: &Surroundings, household: &str, now: i64) -> String {
    let whose = if household.is_empty() { "pi-crm" } else { household };
    format!("{whose}, {}", around.manner().long_date(now))
}
