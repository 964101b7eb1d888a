//! From a hyper request to the product's endpoint and back.
use std::{convert::Infallible, io, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use http_body_util::combinators::BoxBody;
use hyper::body::{Bytes, Incoming};
use poem::{
    Endpoint, Request, Response,
    http::{self, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};

use super::{
    Door,
    activity::Activity,
    bodies::{Received, Sent},
    guests::Pass,
};
use crate::web::rescue::{Deadline, in_time};

/// What a rescue further in has to speak before we do; its answer is the better dressed one.
const GRACE: Duration = Duration::from_millis(500);

#[derive(Clone)]
pub struct Service {
    door: Arc<Door>,
    activity: Arc<Activity>,
    local: SocketAddr,
    peer: SocketAddr,
    scheme: Scheme,
}

impl Service {
    pub fn new(
        door: Arc<Door>,
        pass: &Pass,
        local: SocketAddr,
        peer: SocketAddr,
        scheme: Scheme,
    ) -> Self {
        Self { door, activity: pass.activity.clone(), local, peer, scheme }
    }

    async fn answer(self, req: http::Request<Incoming>) -> http::Response<Sent> {
        let in_hand = self.activity.begin();
        let (local, peer) = (LocalAddr(self.local.into()), RemoteAddr(self.peer.into()));
        let is_http2 = req.version() == http::Version::HTTP_2;
        let mut req: Request = (req, local, peer, self.scheme).into();
        let body = req.take_body().into();
        let patience = self.door.limits.body_timeout();
        let received = Received::new(body, patience, self.activity.clone());
        let received = if is_http2 { received.let_finish() } else { received };
        req.set_body(BoxBody::new(received));
        let deadline = Deadline::after(self.door.limits.request_timeout());
        req.set_data(deadline.clone());
        let response = match in_time(self.door.endpoint.call(req), &deadline, GRACE).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => error.into_response(),
            Err(fault) => poem::Error::from(fault).into_response(),
        };
        let is_event_stream = is_event_stream(&response);
        let response: http::Response<BoxBody<Bytes, io::Error>> = response.into();
        let stop = self.door.stop.clone();
        response.map(|body| {
            let sent = Sent::new(body, in_hand.answer(is_event_stream));
            if is_event_stream { sent.until(stop) } else { sent }
        })
    }
}

impl hyper::service::Service<http::Request<Incoming>> for Service {
    type Response = http::Response<Sent>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, req: http::Request<Incoming>) -> Self::Future {
        let service = self.clone();
        Box::pin(async { Ok(service.answer(req).await) })
    }
}

fn is_event_stream(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}
