// From nothing to the first contact and back: with a mouse, on a phone, by keys, without script.
import { expect, field, newContact, PHONE, tabTo, test as anybodys, toast } from "./support/test.js";

const test = anybodys.extend({ baseURL: ({ newHouse }, use) => use(newHouse.url) });
const PASSWORD = "three careful gardeners";

async function setUp(page, house) {
  await page.goto("/");
  await expect(page).toHaveURL(/\/first-run$/);
  await page.getByLabel("Set-up code").fill(house.code.toLowerCase());
  await page.getByLabel("Your name").fill("Kim Ōta");
  await page.getByLabel("E-mail").fill("kim@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kim Ōta" })).toBeVisible();
}

async function makeWorkspace(page, name) {
  await page.getByRole("main").getByRole("link", { name: "New workspace" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("Add the first contact")).toBeVisible();
}

/** A mistake first: the message stands beside the field, and nothing else has to be typed again. */
async function addContact(page, watched) {
  watched.expect("POST", /\/contacts$/, 422);
  await page.getByRole("main").getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("Rosa");
  await page.getByLabel("Last name").fill("Ibarra");
  await page.getByLabel("E-mail").fill("rosa at example");
  await page.getByLabel("Company").fill("Ibarra & Daughters");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.locator("#primary_email")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#primary_email-problem")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("rosa at example");
  await expect(page.getByLabel("Company")).toHaveValue("Ibarra & Daughters");
  await page.getByLabel("E-mail").fill("rosa@example.com");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosa Ibarra" })).toBeVisible();
}

async function editAndUndo(page) {
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Ibarra Homes");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "company")).toContainText("Ibarra Homes");
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(field(page, "company")).toContainText("Ibarra & Daughters");
}

async function deleteAndUndo(page) {
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Add the first contact")).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Rosa Ibarra" })).toBeVisible();
}

async function wholeJourney(page, house, watched) {
  await setUp(page, house);
  await makeWorkspace(page, "Loans");
  await addContact(page, watched);
  await editAndUndo(page);
  await deleteAndUndo(page);
}

test("the whole journey at a desk", async ({ page, newHouse, watched }) => {
  await page.goto("/");
  await expect(page.locator("[name=time_zone]")).toHaveValue("America/Los_Angeles");
  await wholeJourney(page, newHouse, watched);
  await page.goto("/account");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Los_Angeles");
  await expect(page.getByLabel("Country of phone numbers")).toHaveValue("US");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("the whole journey", ({ page, newHouse, watched }) => wholeJourney(page, newHouse, watched));
});

test.describe("on a phone", () => {
  test.use(PHONE);
  test("the whole journey, and back by the drawer", async ({ page, newHouse, watched }) => {
    await wholeJourney(page, newHouse, watched);
    const menu = page.getByRole("navigation", { name: "Main" });
    await expect(menu).toBeHidden();
    await page.getByRole("button", { name: "Menu", exact: true }).tap();
    await expect(menu).toBeInViewport();
    await page.getByRole("button", { name: "Close the menu" }).tap();
    await expect(menu).toBeHidden();
    await page.getByRole("button", { name: "Menu", exact: true }).tap();
    await menu.getByRole("link", { name: "Loans" }).tap();
    await expect(page.getByRole("heading", { level: 1, name: "Loans" })).toBeVisible();
    await expect(menu).toBeHidden();
  });
});

test("the whole journey by keys alone", async ({ page, newHouse }) => {
  const type = (text) => page.keyboard.type(text);
  const press = (key) => page.keyboard.press(key);
  const activate = async (role, name) => {
    await tabTo(page, page.getByRole("main").getByRole(role, { name }).first());
    await press("Enter");
  };
  await page.goto("/");
  for (const [label, text] of [
    ["Set-up code", newHouse.code],
    ["Your name", "Kim"],
    ["E-mail", "kim@example.com"],
    ["Password", PASSWORD],
  ]) {
    await tabTo(page, page.getByLabel(label));
    await type(text);
  }
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Kim" })).toBeVisible();

  await press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await press("Enter");
  await activate("link", "New workspace");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await type("Loans");
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Loans" })).toBeVisible();

  await activate("link", "New contact");
  await expect(page.getByLabel("First name")).toBeFocused();
  await type("Rosa");
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Rosa" })).toBeVisible();

  await activate("link", "Edit Company");
  await expect(page.getByLabel("Company")).toBeFocused();
  await type("Ibarra Homes");
  await press("Enter");
  await expect(field(page, "company")).toContainText("Ibarra Homes");
  await expect(page.locator("#company"), "the field keeps the focus").toBeFocused();
  await press("Enter");
  await expect(page.getByLabel("Company")).toBeFocused();
  await press("Escape");
  await expect(page.getByRole("button", { name: "Save" })).toBeHidden();
  await expect(page.locator("#company"), "the field keeps the focus").toBeFocused();
  await tabTo(page, toast(page).getByRole("button", { name: "Undo" }));
  await press("Enter");
  await expect(field(page, "company")).not.toContainText("Ibarra Homes");
});

test("a wrong set-up code keeps what was typed", async ({ page, newHouse, watched }) => {
  watched.expect("POST", /^\/first-run$/, 422);
  await page.goto("/");
  await page.getByLabel("Set-up code").fill("AAAA-AAAA-AAAA");
  await page.getByLabel("Your name").fill("Kim");
  await page.getByLabel("E-mail").fill("kim@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.locator("#code-problem")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Kim");
  await expect(page.getByLabel("Password"), "a password never comes back").toHaveValue("");
});
