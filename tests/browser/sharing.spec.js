// Two people at two browsers: one shares, the other reads, saves a copy, and loses sight of it.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  signIn,
  testOfAndy as test,
  toast,
} from "./support/test.js";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const MONALISA = "monalisa@example.com";
const sharing = (page) => page.locator("#sharing");
let made = 0;

/** Somebody whom no other test knows; ends on their page. */
async function somebody(page) {
  const last = `Shared${process.pid}x${(made += 1)}`;
  await newWorkspace(page, "Sharing");
  await newContact(page, { first: "Rosa", last, email: `${last}@example.com` });
  return `Rosa ${last}`;
}

// Where Monalisa is the only other one, there is nobody to choose.
async function withMonalisa(page) {
  const tick = page.getByRole("checkbox", { name: "Share with Monalisa" });
  if (await tick.count()) await tick.check();
}

async function share(page, purpose) {
  await sharing(page).locator("summary").click();
  await withMonalisa(page);
  await page.getByLabel("Purpose").fill(purpose);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(toast(page)).toContainText("is shared with Monalisa now.");
}

async function monalisa(device) {
  const page = await device({ storageState: undefined });
  await signIn(page, MONALISA);
  return page;
}

test("one shares, the other reads, saves a copy, and the share ends", async (
  { page, device },
) => {
  const name = await somebody(page);
  await share(page, "Looks for a house");
  await expect(sharing(page)).toContainText("not opened yet");
  await isAccessible(page);

  const other = await monalisa(device);
  await other.getByRole("link", { name: /Shared with me/ }).first().click();
  await other.getByRole("link", { name }).click();
  await expect(other.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(other.locator(".share-note")).toContainText("Looks for a house");
  await expect(other.getByText("Andy kept the history to themselves.")).toBeVisible();
  await isAccessible(other);
  const card = other.url();
  await page.reload();
  await expect(sharing(page)).toContainText("opened");

  await other.getByRole("link", { name: "Save a copy" }).click();
  await isAccessible(other);
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(toast(other)).toContainText(`${name} is yours now.`);
  const copy = other.url();

  await other.goto(card);
  await page.getByRole("button", { name: "Stop sharing" }).click();
  await expect(toast(page)).toContainText("is no longer shared.");
  other.watched.expect("GET", /^\/shared\//, 404);
  await other.getByRole("link", { name: "Save a copy" }).click();
  await expect(other.getByRole("heading", { name: "Nothing is shared here" })).toBeVisible();
  await other.goto(copy);
  await expect(other.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.goto("/shares");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Ended");
  await isAccessible(page);
});

test("what was deleted is found in the trash, restored, or erased for good", async ({ page }) => {
  const name = await somebody(page);
  const contact = page.url();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.goto("/trash");
  await page.getByLabel("Find by name").fill(name);
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(row).toContainText("30 days left");
  await isAccessible(page);
  await row.getByRole("button", { name: "Restore" }).click();
  await expect(row).toHaveCount(0);
  await page.goto(contact);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("link", { name: "Erase this contact for good" }).click();
  await isAccessible(page);
  await page.getByLabel("Type the name").fill(name);
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(toast(page)).toContainText("Erased for good.");
  await page.goto(`/trash?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("Nothing fits")).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a contact is shared and no longer shared all the same", async ({ page }) => {
    await somebody(page);
    await sharing(page).locator("summary").click();
    await withMonalisa(page);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect(sharing(page)).toContainText("Monalisa reads it");
    await page.getByRole("button", { name: "Stop sharing" }).click();
    await expect(sharing(page).locator(".share")).toHaveCount(0);
  });
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the pages fit", async ({ page, device }) => {
    await somebody(page);
    await share(page, "W".repeat(150));
    await fits(page);
    for (const path of ["/shares", "/trash"]) {
      await page.goto(path);
      await fits(page);
    }
    const other = await monalisa(device);
    await other.goto("/shared");
    await fits(other);
    await other.locator(".data a").first().click();
    await fits(other);
  });
});
