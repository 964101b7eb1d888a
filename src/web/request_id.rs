//! Gives every request an id of ours, and the log one line for each: what kind, how it ended, how
//! long it took. Paths are logged by their pattern, since a real one may hold a search or a name.
use std::{sync::Arc, time::Instant};

use poem::{
    Endpoint, IntoResponse, PathPattern, Request, Response, Result,
    http::{HeaderName, HeaderValue},
};
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
// Without letters that are misread when a person reads the id out.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 10;

/// In the request's data and in the response's header. Taken from nobody: a caller's own id could
/// forge another's line in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    fn new() -> Self {
        let mut random = [0; LENGTH];
        // An id only helps to find a log line; without randomness it is merely not unique.
        let _ = getrandom::fill(&mut random);
        let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        Self(letters.iter().collect::<String>().into())
    }
}

/// Outermost of all.
pub async fn with_request_id<E: Endpoint>(next: Arc<E>, mut req: Request) -> Result<Response> {
    let id = RequestId::new();
    req.set_data(id.clone());
    let span = tracing::info_span!("request", id = &*id.0);
    async move {
        let start = Instant::now();
        let method = req.method().clone();
        let (mut response, pattern) = match next.call(req).await {
            Ok(output) => {
                let response = output.into_response();
                let pattern = response.data::<PathPattern>().cloned();
                (response, pattern)
            }
            Err(error) => {
                let pattern = error.data::<PathPattern>().cloned();
                (error.into_response(), pattern)
            }
        };
        let path = pattern.as_ref().map_or("-", |pattern| &*pattern.0);
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        let status = response.status().as_u16();
        // What went well is not worth a write to the card.
        match status {
            500.. => tracing::warn!(%method, path, status, ms, "answered"),
            400.. => tracing::info!(%method, path, status, ms, "answered"),
            _ => tracing::debug!(%method, path, status, ms, "answered"),
        }
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert(HEADER, value);
        }
        Ok(response)
    }
    .instrument(span)
    .await
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make};

    use super::*;

    #[tokio::test]
    async fn the_id_is_ours_alone_and_the_same_inside_and_out() {
        let app =
            make(
                |req: Request| async move { req.data::<RequestId>().expect("an id").0.to_string() },
            )
            .around(with_request_id);
        let send = || app.get_response(Request::builder().header(HEADER, "forged").finish());
        let (first, second) = (send().await, send().await);
        let shown = first.headers()[HEADER].to_str().unwrap().to_owned();
        assert_eq!(shown.len(), LENGTH);
        assert_ne!(shown, second.headers()[HEADER].to_str().unwrap());
        assert_eq!(first.into_body().into_string().await.unwrap(), shown);
    }
}
