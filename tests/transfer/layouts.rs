//! Exports of other programs in their true shapes, with made-up people: they map by themselves.
use super::Desk;

/// A fixture, and what must be found in the workspace afterwards.
async fn check(name: &str, file: &[u8], program: Option<&str>, wanted: &[&str]) {
    let desk = Desk::new().await;
    let import = desk.bring_in(name, file, |_| {}).await;
    assert_eq!(import.survey.program.as_deref(), program, "{name}");
    assert_eq!(import.counts.wrong, 0, "{name}: {:?}", import.counts);
    let all = desk.home.everything().await;
    for word in wanted {
        assert!(all.contains(word), "{name}: no {word} in {all}");
    }
}

#[tokio::test]
async fn google_contacts() {
    let file = include_bytes!("../data/google.csv");
    let wanted = [
        "\"Rosa\" \"Ibarra\" \"rosa@example.com\"",
        "\"Beach house\" \"rosa.home@example.com\"",
        "\"Tide & Sand, LLC\"",
        "1985-02-28",
        "\"Clients\"",
        "likes \\\"quiet\\\" streets\\nand views",
    ];
    check("google.csv", file, Some("Google Contacts"), &wanted).await;
}

#[tokio::test]
async fn outlook_in_an_old_encoding() {
    let text = include_str!("../data/outlook.csv");
    let (old, _, had_errors) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!had_errors);
    let wanted = ["\"Jos\u{e9}\" \"M\u{fc}ller\"", "\"Business\" \"(808) 555-0141\"", "\"Home\""];
    check("outlook.csv", &old, Some("Outlook"), &wanted).await;
}

#[tokio::test]
async fn a_spreadsheet_of_europe_in_utf_16_with_semicolons() {
    let text = include_str!("../data/semicolons.csv");
    let bytes: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let wanted = ["\"Zoë\" \"Größe\"", "\"Müller; Söhne\"", "+49 30 901820"];
    check("semicolons.csv", &bytes, None, &wanted).await;
}

#[tokio::test]
async fn hubspot_mailchimp_and_follow_up_boss() {
    let hubspot = include_bytes!("../data/hubspot.csv");
    check("hubspot.csv", hubspot, Some("HubSpot"), &["\"Ada\" \"Byron\"", "\"lead\""]).await;
    let mailchimp = include_bytes!("../data/mailchimp.csv");
    let wanted = ["\"ada@example.com\"", "\"Newsletter\"", "\"Open house, May\""];
    check("mailchimp.csv", mailchimp, Some("Mailchimp"), &wanted).await;
    let boss = include_bytes!("../data/follow_up_boss.csv");
    let wanted = ["\"Nurture\"", "\"Buyer\"", "\"work\" \"theo.work@example.com\""];
    check("follow_up_boss.csv", boss, Some("Follow Up Boss"), &wanted).await;
}

#[tokio::test]
async fn apples_cards() {
    let file = include_bytes!("../data/apple.vcf");
    let wanted = [
        "\"Rosa Maria\" \"Ibarra\"",
        "\"Beach house\" \"rosa.home@example.com\"",
        "\"Cher\"",
        "--02-28",
        "\"Tide, Sand & Co\"",
    ];
    check("apple.vcf", file, Some("vCards"), &wanted).await;
}
