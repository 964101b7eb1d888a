//! The fields of a posted form, checked to be text before anybody reads them.
use poem::{Request, RequestBody, error::ResponseError, http::StatusCode};

use crate::{
    error::{Error, Result},
    urls,
};

const FORM: &str = "application/x-www-form-urlencoded";
const MOST_FIELDS: usize = 500;

#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

/// A post that is no form of ours.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("Only a form is taken here. Nothing was saved.")]
pub struct NoForm;

impl ResponseError for NoForm {
    fn status(&self) -> StatusCode {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    }
}

/// Whether the body says that it is fields.
pub fn is_form(request: &Request) -> bool {
    let kind = request.content_type().unwrap_or(FORM);
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}

impl Fields {
    pub async fn read(request: &Request, body: &mut RequestBody) -> poem::Result<Self> {
        if !is_form(request) {
            return Err(NoForm.into());
        }
        Ok(Self::parse(&body.take()?.into_bytes().await?)?)
    }

    pub fn parse(body: &[u8]) -> Result<Self> {
        let mut fields = Vec::new();
        for pair in urls::pairs(body) {
            if fields.len() == MOST_FIELDS {
                return Err(Error::invalid(
                    "form",
                    format!("This has over {MOST_FIELDS} fields. Nothing was saved"),
                ));
            }
            fields.push(pair.map_err(|_| not_text())?);
        }
        Ok(Self(fields))
    }

    /// The field's text; a field that was not sent is as good as an empty one.
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All values of a field that may be ticked several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    pub fn only(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(name, _)| is_wanted(name)).cloned().collect())
    }

    /// All of it as one text that no other fields have. The order of fields that differ in name
    /// makes no difference, nor do line ends: browsers bring both as they like.
    pub fn content(&self) -> String {
        let mut sorted: Vec<&(String, String)> = self.0.iter().collect();
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        let mut content = String::new();
        for (name, value) in sorted {
            let value = value.replace("\r\n", "\n").replace('\r', "\n");
            // The length before each part keeps "ab" + "c" apart from "a" + "bc".
            content.push_str(&format!("{}:{name}{}:{value}", name.len(), value.len()));
        }
        content
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

fn not_text() -> Error {
    Error::invalid("form", "The text is not valid UTF-8. Nothing was saved; type it anew")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_as_browsers_send_them() {
        let fields =
            Fields::parse(b"name=Zo%C3%AB+%26+Co&tag=a&tag=b&empty=&bare&odd=%zz%4").unwrap();
        assert_eq!(fields.get("name"), "Zoë & Co");
        assert_eq!(fields.all("tag").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((fields.get("empty"), fields.get("bare"), fields.get("none")), ("", "", ""));
        assert_eq!(fields.get("odd"), "%zz%4");
        assert_eq!(fields.find("none"), None);
    }

    #[test]
    fn content_is_the_same_however_a_browser_sends_it() {
        let content = |body: &str| Fields::parse(body.as_bytes()).unwrap().content();
        let one = content("a=x+y%0D%0Az&b=1");
        for same in ["b=1&a=x%20y%0Az", "a=x+y%0Dz&b=1"] {
            assert_eq!(content(same), one, "{same}");
        }
        for other in ["a=x+y%0D%0Az", "a=x+y%0D%0Az&b=2", "a=x+y%0D%0Azb&b=1", "a=1&b=x"] {
            assert_ne!(content(other), one, "{other}");
        }
        assert_ne!(content("t=a&t=b"), content("t=b&t=a"));
        assert_ne!(content("a=b1:c1:d"), content("a=b&c=d"));
    }

    #[test]
    fn what_is_not_text_or_too_much_is_refused() {
        assert!(Fields::parse(b"name=%ff%fe").is_err());
        assert!(Fields::parse(b"na\xffme=x").is_err());
        assert!(Fields::parse("a=b&".repeat(MOST_FIELDS).as_bytes()).is_ok());
        assert!(Fields::parse("a=b&".repeat(MOST_FIELDS + 1).as_bytes()).is_err());
    }
}
