// Contacts from a file and into one: uploaded, mapped, tried, brought in, undone; on a phone too.
import { isAccessible } from "./support/accessible.js";
import { expect, fits, newContact, newWorkspace, PHONE, testOfAndy as test, toast } from "./support/test.js";

const LEADS = [
  "First name,Last name,E-mail,Mobile Phone,Birthday,Shoe size",
  'Rosa,"Ibarra, jr.",rosa@example.com,(808) 555-0100,2/28/1985,38',
  "Theo,Lind,theo@example.com,,,44",
  "Nobody,Else,nonsense,,,1",
].join("\n");

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function upload(page, name, text) {
  await page.getByRole("link", { name: "Import and export" }).click();
  await page.getByLabel("CSV or vCard file").setInputFiles(file(name, text));
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("a file is imported and taken back", async ({ page }) => {
  await newWorkspace(page);
  await upload(page, "leads.csv", LEADS);
  await expect(page.getByLabel("E-mail becomes")).toHaveValue("primary_email");
  await expect(page.getByLabel("Birthday becomes")).toHaveValue("new-date");
  await isAccessible(page);
  await page.getByLabel("Shoe size becomes").selectOption({ label: "New field: Number" });
  await page.getByLabel("Tags for all of them").fill("From the fair");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByRole("heading", { name: "What would happen" })).toBeVisible();
  await expect(page.getByText("This needs a full address")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Import 2 contacts" }).click();
  await expect(page.getByText("The file is imported")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("link", { name: "Show the contacts" }).click();
  await expect(page.getByRole("link", { name: "Rosa Ibarra, jr." })).toBeVisible();
  await page.getByRole("link", { name: "Import and export" }).click();
  await isAccessible(page);
  await page.getByRole("link", { name: "leads.csv" }).click();
  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(toast(page)).toContainText("is as it was before");
  await expect(page.getByText("This import was undone")).toBeVisible();
});

test("what is no list of contacts is told", async ({ page, watched }) => {
  watched.expect("POST", /\/import$/, 422);
  await newWorkspace(page);
  await page.getByRole("link", { name: "Import and export" }).click();
  const workbook = file("people.xlsx", "PK\u0003\u0004");
  await page.getByLabel("CSV or vCard file").setInputFiles(workbook);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.locator("#file-problem")).toContainText("This is an Excel workbook");
});

test("contacts are exported with the columns that are wanted", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", last: "Ibarra" });
  await page.getByRole("link", { name: "Card" }).click();
  await expect(page.getByRole("img", { name: "QR code with the card of Rosa Ibarra" })).toBeVisible();
  await isAccessible(page);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").first().click();
  await page.getByRole("link", { name: "Import and export" }).click();
  await page.getByRole("link", { name: "Export contacts" }).click();
  await isAccessible(page);
  await page.getByLabel("Created").uncheck();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the columns fit", async ({ page }) => {
    await newWorkspace(page);
    await upload(page, "leads.csv", LEADS);
    await fits(page);
    await isAccessible(page);
    await page.getByRole("button", { name: "Try it" }).click();
    await expect(page.getByRole("heading", { name: "What would happen" })).toBeVisible();
    await fits(page);
  });
});
