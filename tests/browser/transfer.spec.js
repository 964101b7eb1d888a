// Contacts from a file and into one: uploaded, mapped, tried, brought in, undone; on a phone too.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

test("everything of a workspace is taken along as one file", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", last: "Ibarra" });
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").first().click();
  await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: "Settings" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download everything" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  const bytes = readFileSync(await download.path());
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  expect(bytes.includes("contacts.csv") && bytes.includes("README.txt")).toBe(true);
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

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a file that is too large is refused in words", async ({ page, watched }) => {
    watched.expect("POST", /\/import$/, 413);
    const folder = mkdtempSync(join(tmpdir(), "pi-crm-large-"));
    const large = join(folder, "large.csv");
    writeFileSync(large, "Name,E-mail\n");
    // Over the limit of 256 MiB, and nearly nothing on the disk.
    truncateSync(large, 300 * 1024 * 1024);
    try {
      await newWorkspace(page);
      await page.getByRole("link", { name: "Import and export" }).click();
      await page.getByLabel("CSV or vCard file").setInputFiles(large);
      await page.getByRole("button", { name: "Upload" }).click({ timeout: 60_000, noWaitAfter: true });
      await expect(page.getByRole("heading", { name: "This is too large" })).toBeVisible({
        timeout: 60_000,
      });
      await expect(page.getByText("256 MiB")).toBeVisible();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("over HTTP/2 a body that nobody reads is let finish", async ({ house }) => {
  const session = connect(house.url, { rejectUnauthorized: false });
  const sent = { ":method": "POST", ":path": "/login", "content-length": 8 * 1024 * 1024 };
  const stream = session.request({ ...sent, origin: house.url, "content-type": "text/plain" });
  const answered = new Promise((resolve) => stream.on("response", (head) => resolve(head[":status"])));
  const piece = Buffer.alloc(64 * 1024, "x");
  const ended = new Promise((resolve, reject) => {
    stream.on("close", () => resolve(stream.rstCode));
    stream.on("error", reject);
  });
  for (let sent = 0; sent < 128; sent += 1) {
    if (!stream.write(piece)) await new Promise((go) => stream.once("drain", go));
  }
  stream.end();
  stream.resume();
  expect(await answered).toBe(413);
  expect(await ended).toBe(0);
  session.close();
});
