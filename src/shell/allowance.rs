//! How often somebody may still ask: counted for the address before anything is looked
//! at, and for the user or key once they are known. The answer's headers tell the tighter of both.
use std::sync::{Arc, Mutex, PoisonError};

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderMap, HeaderValue, Method, header},
};

use super::{Fields, Keeping, Kept, errors::ExtraHeaders, fields::is_form, origin_of};
use crate::{
    error::{Error, Result as Domain},
    web::rate::{Exceeded, Limiter, RateKey, Verdict},
    when,
};

/// Of a form that is only read to be given back.
const MOST_KEPT_BYTES: u64 = 256 * 1024;

/// What one request has been charged so far.
#[derive(Clone)]
pub struct Allowance {
    limiter: Arc<Limiter>,
    left: Arc<Mutex<Option<Left>>>,
}

#[derive(Clone, Copy, Debug)]
enum Left {
    Some(Verdict),
    Nothing(Exceeded),
}

impl Allowance {
    fn new(limiter: Arc<Limiter>) -> Self {
        Self { limiter, left: Arc::default() }
    }

    pub fn charge(&self, key: RateKey) -> Domain<()> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        match self.limiter.check(key) {
            Ok(verdict) => {
                *left = Some(match *left {
                    Some(Left::Some(earlier)) => Left::Some(earlier.tighter(verdict)),
                    Some(nothing) => nothing,
                    None => Left::Some(verdict),
                });
                Ok(())
            }
            Err(exceeded) => {
                *left = Some(Left::Nothing(exceeded));
                Err(Error::TooMany {
                    message: format!(
                        "That was more than {} requests in a minute. Nothing was changed. \
                         Try again in {}.",
                        exceeded.limit,
                        when::wait(exceeded.retry_after_s as i64)
                    ),
                    retry_after_s: exceeded.retry_after_s,
                })
            }
        }
    }

    fn write(&self, headers: &mut HeaderMap<HeaderValue>) {
        match *self.left.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Left::Some(verdict)) => verdict.write(headers),
            Some(Left::Nothing(exceeded)) => exceeded.write(headers),
            None => {}
        }
    }
}

/// A form that a person may have typed, and that says beforehand that it is no larger.
fn can_be_kept(request: &Request) -> bool {
    let length = request.header(header::CONTENT_LENGTH).and_then(|it| it.parse::<u64>().ok());
    *request.method() == Method::POST
        && request.data::<Keeping>().is_some()
        && is_form(request)
        && length.is_some_and(|length| length <= MOST_KEPT_BYTES)
}

/// Reads it only to give it back: what was typed is not lost for having come too soon.
async fn keep_form(request: &mut Request) {
    let Ok(body) = request.take_body().into_bytes_limit(MOST_KEPT_BYTES as usize).await else {
        return;
    };
    if let Ok(fields) = Fields::parse(&body) {
        Keeping::keep(request, &Kept::of(request, &fields));
    }
}

/// Around the API, and around the pages with an allowance of their own.
pub async fn limited<E: Endpoint>(
    next: Arc<E>,
    mut request: Request,
    limiter: Arc<Limiter>,
) -> Result<Response> {
    let allowance = Allowance::new(limiter);
    request.set_data(allowance.clone());
    let address = origin_of(&request).0;
    let admitted = address.map_or(Ok(()), |ip| allowance.charge(RateKey::Address(ip)));
    let answered = match admitted {
        Ok(()) => next.call(request).await.map(IntoResponse::into_response),
        Err(cause) => {
            if can_be_kept(&request) && address.is_some_and(|ip| allowance.limiter.admits_form(ip))
            {
                keep_form(&mut request).await;
            }
            Err(cause.into())
        }
    };
    match answered {
        Ok(mut response) => {
            allowance.write(response.headers_mut());
            Ok(response)
        }
        Err(mut error) => {
            let mut headers = HeaderMap::new();
            allowance.write(&mut headers);
            ExtraHeaders::add(&mut error, headers);
            Err(error)
        }
    }
}
