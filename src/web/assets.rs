//! The embedded style sheet, script, icons and fonts (`assets/dist`), under names with a hash.
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use poem::{
    Endpoint, Request, Response, Result,
    http::{Method, StatusCode, header},
};
use rust_embed::RustEmbed;

const PREFIX: &str = "/assets/";
const FOREVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

/// Logical name → address with the hash, from the manifest the build writes.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let manifest = Dist::get("manifest.json").expect("assets/dist/manifest.json is embedded");
    let names: HashMap<String, String> =
        serde_json::from_slice(&manifest.data).expect("the build writes a map of names");
    names.into_iter().map(|(name, hashed)| (name, format!("{PREFIX}{hashed}"))).collect()
});

/// The address of an asset by its logical name, such as `app.css`.
///
/// # Panics
/// If the build makes no such file, which a test over every page would show at once.
pub fn href(name: &str) -> &'static str {
    ADDRESSES.get(name).unwrap_or_else(|| panic!("assets/build.mjs makes no {name}"))
}

/// Serves GET and HEAD of `/assets/*` and `WELL_KNOWN`. Mount it by
/// `at("/assets/*path", Assets)`; `nest` would cut the path.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assets;

impl Endpoint for Assets {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        Ok(answer(&request))
    }
}

/// Addresses without a hash that this endpoint should also be mounted at.
pub const WELL_KNOWN: [&str; 3] =
    ["/favicon.ico", "/manifest.webmanifest", "/apple-touch-icon.png"];

fn answer(request: &Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Response::builder()
            .status(StatusCode::METHOD_NOT_ALLOWED)
            .header(header::ALLOW, "GET, HEAD")
            .finish();
    }
    let Some((name, lifetime)) = file_of(request.uri().path()) else { return missing() };
    let packed = accepts_brotli(request).then(|| Dist::get(&format!("{name}.br"))).flatten();
    let encoding = packed.is_some().then_some("br");
    let Some(file) = packed.or_else(|| Dist::get(name)) else { return missing() };
    let etag = format!("\"{name}{}\"", if encoding.is_some() { "-br" } else { "" });
    let mut response = Response::builder()
        .header(header::CACHE_CONTROL, lifetime)
        .header(header::VARY, "Accept-Encoding")
        .header(header::ETAG, &etag);
    if holds(request, &etag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    let response = response
        .header(header::CONTENT_TYPE, content_type(name))
        .header(header::CONTENT_LENGTH, file.data.len());
    if request.method() == Method::HEAD {
        return response.finish();
    }
    match file.data {
        Cow::Borrowed(bytes) => response.body(bytes),
        Cow::Owned(bytes) => response.body(bytes),
    }
}

/// The embedded file behind a path, and how long it may be kept.
fn file_of(path: &str) -> Option<(&str, &'static str)> {
    if WELL_KNOWN.contains(&path) {
        return Some((href(&path[1..]).strip_prefix(PREFIX)?, A_DAY));
    }
    let name = path.strip_prefix(PREFIX)?;
    // Neither the manifest nor a packed sibling is an address of its own.
    (name != "manifest.json" && !name.ends_with(".br")).then_some((name, FOREVER))
}

fn accepts_brotli(request: &Request) -> bool {
    let accepted = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0"))
    })
}

fn holds(request: &Request, etag: &str) -> bool {
    let held = request.header(header::IF_NONE_MATCH).unwrap_or_default();
    held.split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}

fn missing() -> Response {
    Response::builder()
        .status(StatusCode::NOT_FOUND)
        .header(header::CACHE_CONTROL, "no-store")
        .content_type("text/plain; charset=utf-8")
        .body("not found")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use poem::Route;

    use super::*;

    async fn get(path: &str, headers: &[(&str, &str)]) -> Response {
        ask(Method::GET, path, headers).await
    }

    async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().method(method).uri(path.parse().expect("a path"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mounted = WELL_KNOWN
            .into_iter()
            .fold(Route::new().at("/assets/*path", Assets), |route, path| route.at(path, Assets));
        mounted.get_response(request.finish()).await
    }

    #[tokio::test]
    async fn the_style_sheet_comes_packed_or_plain_and_may_be_kept_for_ever() {
        let plain = get(href("app.css"), &[]).await;
        assert_eq!(plain.status(), StatusCode::OK);
        assert_eq!(plain.header("content-type"), Some("text/css; charset=utf-8"));
        assert_eq!(plain.header("cache-control"), Some(FOREVER));
        assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
        assert_eq!(plain.header("content-encoding"), None);
        let packed = get(href("app.css"), &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(packed.header("content-encoding"), Some("br"));
        assert_ne!(plain.header("etag"), packed.header("etag"));
        let plain = plain.into_body().into_bytes().await.expect("a body");
        let packed = packed.into_body().into_bytes().await.expect("a body");
        assert!(packed.len() * 3 < plain.len(), "{} of {}", packed.len(), plain.len());
    }

    #[tokio::test]
    async fn brotli_with_weight_zero_is_not_wanted() {
        for accepted in ["gzip", "br;q=0", "br; q=0.0", ""] {
            let answer = get(href("app.css"), &[("accept-encoding", accepted)]).await;
            assert_eq!(answer.header("content-encoding"), None, "{accepted:?}");
        }
    }

    #[tokio::test]
    async fn a_kept_copy_is_confirmed_without_a_body() {
        let first = get(href("app.js"), &[]).await;
        let etag = first.header("etag").expect("an etag").to_owned();
        for held in [etag.clone(), format!("\"other\", {etag}"), format!("W/{etag}")] {
            let again = get(href("app.js"), &[("if-none-match", &held)]).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{held}");
            assert!(again.into_body().into_bytes().await.expect("a body").is_empty());
        }
        let other = get(href("app.js"), &[("if-none-match", "\"other\"")]).await;
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn head_tells_the_length_and_sends_nothing() {
        let body =
            get(href("icons.svg"), &[]).await.into_body().into_bytes().await.expect("a body");
        let head = ask(Method::HEAD, href("icons.svg"), &[]).await;
        assert_eq!(head.header("content-length"), Some(body.len().to_string().as_str()));
        assert!(head.into_body().into_bytes().await.expect("a body").is_empty());
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let packed = format!("{}.br", href("app.css"));
        for path in ["/assets/", "/assets/nothing.css", "/assets/manifest.json", &packed] {
            let answer = get(path, &[]).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        assert_eq!(ask(Method::POST, href("app.css"), &[]).await.status(), 405);
    }

    #[tokio::test]
    async fn browsers_find_what_they_ask_for_unasked() {
        for path in WELL_KNOWN {
            let answer = get(path, &[]).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_eq!(answer.header("cache-control"), Some(A_DAY), "{path}");
        }
    }

    #[test]
    fn every_file_has_a_name_or_is_a_packed_sibling() {
        let named: Vec<&str> =
            ADDRESSES.values().filter_map(|address| address.strip_prefix(PREFIX)).collect();
        for file in Dist::iter() {
            let plain = file.trim_end_matches(".br");
            assert!(plain == "manifest.json" || named.contains(&plain), "{file} is left over");
        }
        for name in named {
            assert!(Dist::get(name).is_some(), "{name} is missing");
        }
    }
}
