// E-mails and phones of a contact: added, promoted, changed, removed; do-not-contact; a phone.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  field,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const row = (page, value) => page.locator(".edit-row", { hasText: value });

async function addWay(page, value, label) {
  if (!(await page.locator("#new-way").isVisible())) {
    await page.getByText("Add an e-mail or phone").click();
  }
  await page.locator("#new-way").fill(value);
  await page.locator("#new-way-label").fill(label);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(row(page, value)).toContainText(label);
}

test("a second number becomes the first and is found in any notation", async ({ page }) => {
  await newWorkspace(page);
  const list = page.url();
  await newContact(page, { first: "Rosa", email: "rosa@example.com", phone: "(415) 555-0123" });
  await addWay(page, "808.555.0100", "HI Mobile");
  await addWay(page, "rosa@work.example", "Work");
  await expect(field(page, "primary_phone")).toContainText("Primary");
  await isAccessible(page);

  await row(page, "808.555.0100").getByRole("button", { name: "Make primary" }).click();
  await expect(field(page, "primary_phone")).toContainText("808.555.0100");
  await expect(field(page, "primary_phone")).toContainText("HI Mobile");
  await expect(row(page, "(415) 555-0123")).toBeVisible();
  await expect(toast(page)).toContainText("was saved");

  await page.getByRole("link", { name: "Edit rosa@work.example" }).click();
  await page.locator("#label").fill("Office");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row(page, "rosa@work.example")).toContainText("Office");

  await page.goto(`${list}?q=${encodeURIComponent("+1 415 555 0123")}`);
  await expect(page.getByRole("link", { name: "Rosa" }).first()).toBeVisible();
});

test("a removed address comes back by Undo, and a mistake stands beside it", async ({
  page,
  watched,
}) => {
  watched.expect("POST", /\/ways$/, 422);
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", email: "rosa@example.com" });
  await page.getByText("Add an e-mail or phone").click();
  await page.locator("#new-way").fill("ROSA@example.com");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator("#new-way-problem")).toContainText("have this address already");
  await expect(page.locator("#new-way")).toHaveValue("ROSA@example.com");
  await addWay(page, "rosa@work.example", "Work");
  await row(page, "rosa@work.example").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("button", { name: "Remove: rosa@work.example" })).toHaveCount(0);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Remove: rosa@work.example" })).toBeVisible();
});

test("do-not-contact shows in the head of the page, on a phone too", async ({ page }) => {
  await page.setViewportSize(PHONE.viewport);
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", email: "rosa@example.com" });
  await addWay(page, "rosa.ibarra.the.baker@a-very-long-domain.example", "Business");
  await page.getByRole("link", { name: "Edit Do-not-contact" }).click();
  await page.getByRole("checkbox", { name: "Nothing at all" }).check();
  await isAccessible(page);
  await fits(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#contact-silence")).toContainText("Do not contact");
  await expect(page.getByText("Do-not-contact changed: Off → Nothing at all")).toBeVisible();
  await fits(page);
});
