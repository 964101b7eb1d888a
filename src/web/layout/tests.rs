use super::*;

fn andy() -> Person<'static> {
    Person {
        name: "Andy <b>Kim</b>".into(),
        email: "andy@example.org".into(),
        csrf: "to\"ken".into(),
        household: "The <i>Kims</i>".into(),
        appearance: Appearance::Dark,
        has_keys: true,
        here: "/ui".into(),
        within: None,
        places: Vec::new(),
        workspaces: vec![WorkspaceLink {
            name: "Loan & Co".into(),
            href: "/w/1".into(),
            current: true,
        }],
    }
}

fn asked(headers: &[(&str, &str)]) -> Request {
    headers
        .iter()
        .fold(Request::builder(), |request, (name, value)| request.header(*name, *value))
        .finish()
}

#[test]
fn a_fragment_is_wanted_only_for_a_part_of_the_page() {
    let htmx = ("HX-Request", "true");
    assert!(wants_fragment(&asked(&[htmx, ("HX-Request-Type", "partial")])));
    assert!(!wants_fragment(&asked(&[htmx, ("HX-Request-Type", "full")])));
    assert!(!wants_fragment(&asked(&[htmx, ("HX-History-Restore-Request", "true")])));
    assert!(!wants_fragment(&asked(&[])));
}

#[test]
fn the_whole_page_and_the_fragment_share_the_body() {
    let person = andy();
    let page = Page::new("Contacts", &person, markup::new! { p { "Hello" } })
        .toast(Toast::success("Saved <1>"));
    let (whole, fragment) = (page.whole(), page.fragment());
    assert!(whole.starts_with("<!DOCTYPE html>") && !fragment.contains("<html"));
    for answer in [&whole, &fragment] {
        assert!(answer.contains("<p>Hello</p>"), "{answer}");
        assert!(answer.contains("<title>Contacts · pi-crm</title>"), "{answer}");
        assert!(answer.contains("Saved &lt;1&gt;"), "{answer}");
    }
    assert!(fragment.contains(r##"hx-swap-oob="beforeend:#toasts""##));
}

#[test]
fn the_frame_escapes_what_people_named() {
    let person = andy();
    let whole = Page::new("<x>", &person, "body").whole();
    assert!(!whole.contains("<b>Kim") && !whole.contains("<x>"));
    assert!(whole.contains("Loan &amp; Co"));
    assert!(
        whole.contains(r#"hx-headers:inherited="{&quot;X-Csrf-Token&quot;:&quot;to\&quot;ken"#)
    );
}

/// The content security policy allows no inline script or style, nor HTMX's eval.
#[test]
fn no_page_carries_inline_script_or_style() {
    let person = andy();
    let pages = [
        Page::new("Contacts", &person, "body").whole(),
        Bare::new("Sign in", "body").whole(),
        crate::web::gallery::everything(),
    ];
    for page in pages {
        for forbidden in ["<style", " style=", "onclick", "hx-on", "js:", "javascript:"] {
            assert!(!page.contains(forbidden), "{forbidden} in a page");
        }
        assert_eq!(page.matches("<script").count(), page.matches("<script src=").count());
    }
}
