//! Exports as a browser and a program download them.
use pi_crm::contacts::lists::ListKind;

use crate::support::Site;

#[tokio::test]
async fn a_workspace_is_downloaded_as_csv_and_as_cards() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    home.contact(&home.andy, loans, "Rosa Ibarra").await;
    home.contact(&home.andy, loans, "=HYPERLINK(1) O’Hara").await;
    home.list(&home.andy, loans, ListKind::Tag, "Hot").await;
    let andy = site.signed_in(&home.andy).await;
    let page = andy.get(&format!("/w/{loans}/export")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("2 contacts") && page.body.contains("Do not contact"));
    let file = andy.get(&format!("/w/{loans}/export/file?format=csv")).await;
    assert_eq!(file.status, 200, "{}", file.body);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("Loan Factory"), "{:?}", file.headers);
    let text = file.body.strip_prefix('\u{feff}').unwrap_or(&file.body);
    let mut lines = text.split("\r\n");
    assert_eq!(
        lines.next(),
        Some(
            "Id,First name,Last name,E-mail,Phone,Company,E-mail label,Phone label,Other e-mails,\
             Other phones,Stage,Tags,Do not contact,Created,Last contact"
        )
    );
    assert!(lines.next().unwrap().contains(",Rosa,Ibarra,"), "{text}");
    assert!(text.contains("'=HYPERLINK(1)"), "{text}");
    let some = andy.get(&format!("/w/{loans}/export/file?column=last_name&column=stage")).await;
    assert!(some.body.ends_with("Last name,Stage\r\nIbarra,\r\nO’Hara,\r\n"), "{}", some.body);
    let cards = andy.get(&format!("/w/{loans}/export/file?format=vcard4")).await;
    assert_eq!(cards.body.matches("BEGIN:VCARD").count(), 2, "{}", cards.body);
    assert!(cards.body.contains("N:Ibarra;Rosa;;;\r\nFN:Rosa Ibarra\r\n"), "{}", cards.body);
    site.stop().await;
}

#[tokio::test]
async fn what_an_export_cannot_do_is_told_on_its_page() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let odd = andy.get(&format!("/w/{loans}/export/file?format=pdf")).await;
    assert_eq!(odd.status, 422);
    assert!(odd.body.contains("Choose CSV or one of the two kinds of vCards"), "{}", odd.body);
    let gone = andy.get(&format!("/w/{loans}/export/file?column=custom-gone")).await;
    assert_eq!(gone.status, 422);
    assert!(gone.body.contains("There is no column “custom-gone” any more"), "{}", gone.body);
    let monalisa = site.signed_in(&home.monalisa).await;
    assert_eq!(monalisa.get(&format!("/api/csv/export?workspace={loans}")).await.status, 404);
    let api = andy.get(&format!("/api/csv/export?workspace={loans}&format=vcard3")).await;
    assert_eq!((api.status, &*api.body), (200, ""));
    let refused = andy.get(&format!("/api/csv/export?workspace={loans}&format=pdf")).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.json()["error"]["code"], "invalid");
    site.stop().await;
}

#[tokio::test]
async fn a_contact_has_a_card_to_scan_and_to_download() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let page = andy.get(&format!("/contacts/{rosa}/card")).await;
    assert!(page.body.contains("QR code with the card of Rosa Ibarra"), "{}", page.body);
    let file = andy.get(&format!("/contacts/{rosa}/card.vcf")).await;
    assert_eq!(file.header("content-type"), "text/vcard; charset=utf-8");
    assert!(file.body.contains("FN:Rosa Ibarra\r\n"), "{}", file.body);
    site.stop().await;
}
