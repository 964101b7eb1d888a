//! How often somebody may still ask: counted for the address before anything is looked
//! at, and for the user or key once they are known. The answer's headers tell the tighter of both.
use std::sync::{Arc, Mutex, PoisonError};

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderMap, HeaderValue},
};

use super::{errors::ExtraHeaders, origin_of};
use crate::{
    error::{Error, Result as Domain},
    web::rate::{Exceeded, Limiter, RateKey, Verdict},
};

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
                        "That was more than {} requests in a minute. Nothing was changed.",
                        exceeded.limit
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

/// Around the API, and around the pages with an allowance of their own.
pub async fn limited<E: Endpoint>(
    next: Arc<E>,
    mut request: Request,
    limiter: Arc<Limiter>,
) -> Result<Response> {
    let allowance = Allowance::new(limiter);
    request.set_data(allowance.clone());
    let admitted = match origin_of(&request).0 {
        Some(ip) => allowance.charge(RateKey::Address(ip)),
        None => Ok(()),
    };
    let answered = match admitted {
        Ok(()) => next.call(request).await.map(IntoResponse::into_response),
        Err(cause) => Err(cause.into()),
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
