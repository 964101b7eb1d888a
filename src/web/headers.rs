//! The headers that every answer carries, whoever made it.
use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderName, HeaderValue, header},
};

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; \
    manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Put into a response's data by what is shown in a frame of ours, such as a mail preview: its own
/// policy instead of the page's. It should allow `frame-ancestors 'self'` and little else.
#[derive(Clone, Copy, Debug)]
pub struct FramePolicy(pub &'static str);

/// Around everything; errors get the headers too.
pub async fn secure_headers<E: Endpoint>(next: Arc<E>, req: Request) -> Result<Response> {
    let mut response = match next.call(req).await {
        Ok(output) => output.into_response(),
        Err(error) => error.into_response(),
    };
    let frame = response.data::<FramePolicy>().copied();
    let (policy, framing) = match frame {
        Some(FramePolicy(policy)) => (policy, "SAMEORIGIN"),
        None => (CONTENT_SECURITY_POLICY, "DENY"),
    };
    put(&mut response, policy, framing);
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(opener, HeaderValue::from_static("same-origin"));
    Ok(response)
}

/// Those that make sense over plain HTTP too.
pub(super) fn put(response: &mut Response, policy: &'static str, framing: &'static str) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, framing),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // no-referrer would make browsers post with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is somebody's stays out of every cache unless its handler knows better.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make, error::NotFoundError};

    use super::*;

    async fn answer(path: &str) -> Response {
        make(|req: Request| async move {
            match req.uri().path() {
                "/missing" => Err(poem::Error::from(NotFoundError)),
                "/frame" => {
                    let mut response = Response::default();
                    response.set_data(FramePolicy("default-src 'none'; frame-ancestors 'self'"));
                    Ok(response)
                }
                "/asset" => Ok(Response::builder().header("cache-control", "max-age=9").finish()),
                _ => Ok(Response::default()),
            }
        })
        .around(secure_headers)
        .get_response(Request::builder().uri_str(path).finish())
        .await
    }

    #[tokio::test]
    async fn pages_and_errors_carry_the_strict_policy_and_are_not_cached() {
        for path in ["/", "/missing"] {
            let response = answer(path).await;
            assert_eq!(response.headers()["content-security-policy"], CONTENT_SECURITY_POLICY);
            assert_eq!(response.headers()["x-frame-options"], "DENY");
            assert_eq!(response.headers()["referrer-policy"], "same-origin");
            assert_eq!(response.headers()["cache-control"], "no-store");
            assert!(!response.headers().contains_key("strict-transport-security"));
        }
    }

    #[tokio::test]
    async fn a_frame_brings_its_own_policy_and_an_asset_its_own_caching() {
        let frame = answer("/frame").await;
        let policy = &frame.headers()["content-security-policy"];
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'self'");
        assert_eq!(frame.headers()["x-frame-options"], "SAMEORIGIN");
        assert_eq!(answer("/asset").await.headers()["cache-control"], "max-age=9");
    }
}
