// Somebody entered twice: asked about, merged side by side, kept separate, found by the list.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const ROSA = { first: "Rosa", last: "Ibarra", email: "rosa@example.com", company: "Bakery" };
const AGAIN = { first: "Rosita", last: "Ibarra", email: "ROSA@example.com" };

const main = (page) => page.getByRole("main");
const toContacts = (page) =>
  page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").first().click();

/** Rosa is there; somebody with her address is about to be added. */
const asked = async (page, watched) => {
  watched.expect("POST", /\/contacts$/, 409);
  await newWorkspace(page);
  await newContact(page, ROSA);
  await toContacts(page);
  await main(page).getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill(AGAIN.first);
  await page.getByLabel("Last name").fill(AGAIN.last);
  await page.getByLabel("E-mail").fill(AGAIN.email);
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Is this Rosa Ibarra?" })).toBeVisible();
};

test("a second entry is asked about and merged, and that is undone", async ({ page, watched }) => {
  await asked(page, watched);
  await isAccessible(page);
  const first = page.getByRole("radiogroup", { name: /First name/ });
  await first.getByRole("textbox").fill("Rosalia");
  await expect(first.getByLabel("Something else")).toBeChecked();
  await page.getByRole("button", { name: "Merge" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosalia Ibarra" })).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosa Ibarra" })).toBeVisible();
});

test("cancel goes back to what was typed; apart they are never asked about", async ({
  page,
  watched,
}) => {
  await asked(page, watched);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("E-mail")).toHaveValue(AGAIN.email);
  await page.getByRole("button", { name: "Add contact" }).click();
  await page.getByRole("button", { name: "Keep separate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosita Ibarra" })).toBeVisible();
  await expect(page.getByText("May be the same as")).toHaveCount(0);
  await toContacts(page);
  await main(page).getByRole("link", { name: "Duplicates" }).click();
  await expect(page.getByRole("heading", { name: "No duplicates found" })).toBeVisible();
  await page.getByRole("link", { name: "Kept separate" }).click();
  await page.getByRole("button", { name: "Suggest again" }).click();
  await page.getByRole("link", { name: "Likely pairs" }).click();
  await isAccessible(page);
  await page.getByRole("link", { name: /^Compare / }).click();
  await isAccessible(page);
  await page.getByRole("button", { name: "Merge" }).click();
  await expect(toast(page)).toContainText("are one contact now.");
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("somebody is found by name and merged", async ({ page }) => {
    await newWorkspace(page);
    await newContact(page, ROSA);
    await toContacts(page);
    await newContact(page, { first: "Bella", last: "Ibarra" });
    await page.getByRole("link", { name: "Merge with …" }).click();
    await page.getByLabel(/^Somebody else in/).fill("rosa");
    await page.getByRole("link", { name: /Rosa Ibarra/ }).click();
    await fits(page);
    await page.getByRole("radiogroup", { name: "First name" }).getByLabel("Rosa").first().check();
    await page.getByRole("button", { name: "Merge" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Rosa Ibarra" })).toBeVisible();
  });
});
