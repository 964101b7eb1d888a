//! Markup of S3 storage: what it wants to know, and how trying it went.
use super::target::Regularly;
use crate::{
    backups::{
        Draft,
        buckets::{E2_REGIONS, Typed, e2_endpoint},
        pages::{PATH, buckets::Service, targets::Tried},
    },
    error::Problems,
    shell::Surroundings,
    web::ui::{Breadcrumbs, Button, Crumb, Field, Form, FormError, Notice, PageHeader, Tick, Tone},
};

const REGIONS: &str = "e2-regions";

markup::define! {
    NewBucket<'a>(
        around: &'a Surroundings,
        service: Service,
        typed: &'a Draft,
        problems: &'a Problems,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new("Household", "/household"), Crumb::new("Backups", PATH)],
        }
        @PageHeader::new(format!("Back up to {}", service.label()), about(*service), "")
        @FormError { problems }
        div[class = "narrow"] {
            @Form::post(
                format!("{PATH}/buckets"),
                &*around.csrf,
                NewFields { typed, problems, service: *service },
            )
        }
    }

    NewFields<'a>(typed: &'a Draft, problems: &'a Problems, service: Service) {
        input[type = "hidden", name = "service", value = service.code()];
        @BucketFields { typed, problems, is_new: true }
    }

    BucketFields<'a>(typed: &'a Draft, problems: &'a Problems, is_new: bool) {
        @Field::text("name", "Name", &*typed.name)
            .problem(problems.get("name").map(String::as_str))
            .autocomplete("off")
            .required()
        @Where { typed: &typed.bucket, problems }
        @Keys { typed: &typed.bucket, problems, is_known: !*is_new }
        @Regularly { typed, problems }
        div[class = "form-actions"] {
            @Button::primary("Save and try it").attr("name", "do").attr("value", "try")
            @Button::quiet("Save").attr("name", "do").attr("value", "save")
            @Button::plain("Cancel").to(PATH)
        }
    }

    /// Also for who restores on a new box.
    Where<'a>(typed: &'a Typed, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @Field::text("endpoint", "Endpoint", &*typed.endpoint)
            .problem(problem("endpoint"))
            .help("The address that the service shows beside the bucket, such as \
                   https://s3.us-west-2.idrivee2.com.")
            .autocomplete("off")
            .attr("list", REGIONS)
            .attr("spellcheck", "false")
            .required()
        datalist #{REGIONS} {
            @for (region, town) in E2_REGIONS.iter() {
                option[value = e2_endpoint(region)] { "iDrive e2, " @town }
            }
        }
        @Field::text("bucket", "Bucket", &*typed.bucket)
            .problem(problem("bucket"))
            .autocomplete("off")
            .attr("spellcheck", "false")
            .required()
        @Field::text("prefix", "Folder in the bucket", &*typed.prefix)
            .problem(problem("prefix"))
            .help("May be empty. Several boxes may share one bucket and one folder.")
            .autocomplete("off")
            .attr("spellcheck", "false")
        @Field::text("region", "Region", &*typed.region)
            .problem(problem("region"))
            .help("Leave it empty to read it from the endpoint.")
            .autocomplete("off")
            .attr("spellcheck", "false")
            .narrow()
        @Tick::new("plain", "It is in this home and speaks no HTTPS", typed.is_plain)
            .help("For storage of your own, such as a NAS. Backups are sealed all the same.")
    }

    Keys<'a>(typed: &'a Typed, problems: &'a Problems, is_known: bool) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @Field::text("access_key", "Access key", &*typed.access_key)
            .problem(problem("access_key"))
            .help("It has to be allowed to list, read, write and delete in the bucket.")
            .autocomplete("off")
            .attr("spellcheck", "false")
            .required()
        @if *is_known {
            @Secret { problem: problem("secret_key") }
        } else {
            @Field::password("secret_key", "Secret key")
                .problem(problem("secret_key"))
                .autocomplete("off")
                .required()
        }
    }

    Secret<'a>(problem: Option<&'a str>) {
        @Field::password("secret_key", "Secret key")
            .problem(*problem)
            .help("It is kept, and shown to nobody. Leave this empty to leave it as it is.")
            .autocomplete("off")
    }

    Outcome<'a>(tried: &'a Tried) {
        @match tried {
            Ok(()) => {
                @Notice::new(
                    Tone::Success,
                    "It works",
                    "A small file was written there, read back and removed. It is saved.",
                )
            }
            Err(cause) => {
                @Notice::new(
                    Tone::Error,
                    "It is saved, but does not work yet",
                    cause.to_string(),
                )
            }
        }
    }
}

fn about(service: Service) -> &'static str {
    match service {
        Service::IdriveE2 => {
            "Make a bucket and an access key on its pages first, and have both at hand"
        }
        Service::Other => "Any service that speaks S3, or a NAS of your own that does",
    }
}
