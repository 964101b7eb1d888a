//! What is public knowledge of the files that other programs write: their headers, and what each
//! means.
use super::plain;
use crate::{
    contacts::{Field, fields::Kind},
    transfer::import::targets::Target,
};

/// Our own exports.
pub const OWN: &str = "pi-crm";
pub const GOOGLE: &str = "Google Contacts";

/// Programs whose exports are known by their headers.
const PROGRAMS: &[(&str, &[&str])] = &[
    (OWN, &["id", "firstname", "donotcontact", "lastcontact"]),
    (GOOGLE, &["email1value", "phone1value"]),
    ("Outlook", &["emailaddress", "businessphone", "businessstreet"]),
    ("HubSpot", &["recordid", "lifecyclestage"]),
    ("Mailchimp", &["emailaddress", "memberrating"]),
    ("Follow Up Boss", &["stage", "assignedto", "email1"]),
];

/// Which program the file comes from, where its headers tell.
pub fn program(headers: &[String]) -> Option<&'static str> {
    let headers: Vec<String> = headers.iter().map(|it| plain(it)).collect();
    let has_all = |wanted: &[&str]| wanted.iter().all(|it| headers.iter().any(|h| h == it));
    PROGRAMS.iter().find(|(_, wanted)| has_all(wanted)).map(|(name, _)| *name)
}

/// Headers that mean the same wherever they come from, as letters and digits only.
pub const MEANINGS: &[(Target, &[&str])] = &[
    (
        Target::Base(Field::FirstName),
        &["firstname", "givenname", "forename", "first", "fname", "vorname", "prenom", "nombre"],
    ),
    (
        Target::Base(Field::LastName),
        &["lastname", "familyname", "surname", "last", "lname", "nachname", "apellido"],
    ),
    (Target::FullName, &["name", "fullname", "displayname", "contactname", "contact"]),
    (
        Target::Base(Field::PrimaryEmail),
        &[
            "email",
            "emailaddress",
            "email1value",
            "email1",
            "primaryemail",
            "mail",
            "emailaddress1",
            "correo",
        ],
    ),
    (
        Target::Base(Field::PrimaryPhone),
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "cell",
            "cellphone",
            "phone1value",
            "phone1",
            "primaryphone",
            "mobilephonenumber",
            "telefon",
            "mobilenumber",
        ],
    ),
    (
        Target::Base(Field::Company),
        &[
            "company",
            "companyname",
            "organization",
            "organisation",
            "organizationname",
            "organization1name",
            "employer",
            "firma",
            "associatedcompany",
        ],
    ),
    (Target::EmailLabel, &["emaillabel"]),
    (Target::PhoneLabel, &["phonelabel"]),
    (
        Target::OtherEmails,
        &[
            "otheremails",
            "otheremail",
            "workemail",
            "homeemail",
            "businessemail",
            "personalemail",
            "secondaryemail",
            "additionalemailaddresses",
            "additionalemails",
        ],
    ),
    (
        Target::OtherPhones,
        &[
            "otherphones",
            "otherphone",
            "homephone",
            "workphone",
            "businessphone",
            "officephone",
            "companymainphone",
            "carphone",
            "assistantsphone",
            "companyphone",
            "secondaryphone",
        ],
    ),
    (Target::Stage, &["stage", "lifecyclestage", "pipelinestage"]),
    (Target::Tags, &["tags", "tag", "labels", "categories", "category", "groupmembership"]),
    (Target::DoNotContact, &["donotcontact", "dnc"]),
    (
        Target::Created,
        &["created", "createdon", "createdate", "createddate", "dateadded", "dateofcreation"],
    ),
    (Target::LastContact, &["lastcontact", "lastcontacted", "lastcontactdate"]),
];

/// Columns that are worth a field of their own where there is none yet.
pub const WORTH_A_FIELD: &[(Kind, &[&str])] = &[
    (Kind::Date, &["birthday", "birthdate", "dateofbirth", "anniversary"]),
    (Kind::LongText, &["notes", "note", "background", "comments", "description"]),
    (Kind::Text, &["jobtitle", "title", "address", "address1formatted", "homeaddress"]),
    (Kind::Url, &["website", "webpage", "website1value", "websiteurl", "homepage"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_by_its_headers() {
        for (headers, name) in [
            (&["Email Address", "MEMBER_RATING", "First Name"][..], Some("Mailchimp")),
            (&["Record ID", "First Name", "Lifecycle Stage"], Some("HubSpot")),
            (&["First Name", "Phone"], None),
        ] {
            let headers: Vec<String> = headers.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(program(&headers), name);
        }
    }
}
