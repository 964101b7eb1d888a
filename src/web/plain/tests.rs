use poem::{EndpointExt, endpoint::make_sync};

use super::*;
use crate::web::lan::Lan;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15";
const PIXEL: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36";

fn door(trusted_already: bool) -> PlainDoor {
    let hosts = Hosts::new(["pi-crm.local".into()], Lan::default(), 8443);
    let trust = Trust {
        pem: "-----BEGIN CERTIFICATE-----\nAAEC\nAwQF\n-----END CERTIFICATE-----\n".into(),
        der: vec![0, 1, 2, 3, 4, 5],
        fingerprint: "AB:CD".into(),
    };
    let assets = make_sync(|_| "body{}").map_to_response().boxed();
    PlainDoor::new(hosts, (!trusted_already).then_some(trust), "/assets/app.css".into(), assets)
}

async fn ask(method: Method, host: &str, path: &str, agent: &str) -> Response {
    let req = Request::builder()
        .method(method)
        .uri_str(path)
        .header("host", host)
        .header("user-agent", agent)
        .finish();
    door(false).get_response(req).await
}

async fn get(path: &str) -> Response {
    ask(Method::GET, "pi-crm.local", path, IPHONE).await
}

#[tokio::test]
async fn the_page_helps_every_device_and_opens_the_visitors_own() {
    for (agent, own) in [(IPHONE, "iPhone and iPad"), (PIXEL, "Android")] {
        let response = ask(Method::GET, "192.168.1.5:8080", "/", agent).await;
        assert_eq!(response.headers()["content-security-policy"], CONTENT_SECURITY_POLICY);
        let page = response.into_body().into_string().await.unwrap();
        for wanted in [
            "Android",
            "Windows",
            "Mac",
            "Linux",
            "AB:CD",
            "Certificate Trust Settings",
            "href=\"https://192.168.1.5:8443\"",
            "src=\"/qr.svg\"",
            "href=\"/assets/app.css\"",
        ] {
            assert!(page.contains(wanted), "no {wanted}");
        }
        assert_eq!(page.matches("<script").count(), 1, "its own file alone");
        assert!(page.contains("<script src=\"/assets/trust-") && !page.contains("style="));
        let guides: Vec<_> = page.split("<details").skip(1).collect();
        assert_eq!(guides.len(), 5);
        assert!(guides[0].contains(own), "{own} comes first");
        for (place, guide) in guides.iter().enumerate() {
            let tag = guide.split('>').next().unwrap();
            assert_eq!(tag.contains(" open"), place == 0, "only the first is open");
        }
    }
}

#[tokio::test]
async fn the_certificate_comes_in_three_forms() {
    for (path, kind, starts) in [
        ("/ca.crt", "application/x-x509-ca-cert", &[0, 1, 2][..]),
        ("/ca.pem", "application/x-pem-file", b"-----BEGIN"),
        ("/ca.mobileconfig", "application/x-apple-aspen-config", b"<?xml"),
    ] {
        let response = get(path).await;
        assert_eq!(response.content_type(), Some(kind));
        let body = response.into_body().into_vec().await.unwrap();
        assert!(body.starts_with(starts), "{path}");
        assert!(
            !path.ends_with("config")
                || String::from_utf8(body).unwrap().contains("<data>AAECAwQF</data>")
        );
    }
}

#[tokio::test]
async fn everything_else_goes_to_the_secure_door_and_keeps_its_path() {
    let response = get("/contacts?q=a%20b").await;
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "https://pi-crm.local:8443/contacts?q=a%20b");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let home = Request::builder().uri_str("/").header("host", "pi-crm.local").finish();
    let response = door(true).get_response(home).await;
    assert_eq!(response.headers()["location"], "https://pi-crm.local:8443/");
    assert_eq!(get("/assets/app.css").await.status(), 200);
}

#[tokio::test]
async fn a_post_is_refused_and_a_foreign_name_is_told_ours() {
    let response = ask(Method::POST, "pi-crm.local", "/login", IPHONE).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["allow"]),
        (405, &header::HeaderValue::from_static("GET, HEAD"),)
    );
    let said = response.into_body().into_string().await.unwrap();
    assert!(said.contains("https://pi-crm.local:8443"), "{said}");
    for path in ["/", "/contacts", "/ca.crt"] {
        let response = ask(Method::GET, "evil.example", path, IPHONE).await;
        assert_eq!(response.status(), 421, "{path}");
        let said = response.into_body().into_string().await.unwrap();
        assert!(said.contains("https://pi-crm.local:8443") && !said.contains("evil"), "{said}");
    }
}

#[tokio::test]
async fn the_code_is_a_picture_of_an_address_a_phone_can_open() {
    let response = get("/qr.svg").await;
    assert_eq!(response.content_type(), Some("image/svg+xml"));
    let svg = response.into_body().into_string().await.unwrap();
    assert!(svg.contains("<svg") && !svg.contains("style="));
}
