// The command palette and the keys: everywhere by a few letters, nowhere while one types.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
} from "./support/test.js";

const palette = (page) => page.getByRole("dialog", { name: "Go to anything" });
const box = (page) => palette(page).getByRole("combobox");
const options = (page) => palette(page).getByRole("option");
const chosen = (page) => palette(page).locator('[role="option"][aria-selected="true"]');

/** Keys do nothing until the page's script is there. */
const press = async (page, key) => {
  await page.waitForLoadState();
  await page.keyboard.press(key);
};

const open = async (page) => {
  await press(page, "Control+k");
  await expect(box(page)).toBeFocused();
};

test("the palette leads to contacts, workspaces, pages and actions", async ({ page }) => {
  const workspace = await newWorkspace(page);
  await newContact(page, { first: "Zenobia", last: "Applewhite" });
  await page.goto("/");
  await open(page);
  await expect(options(page).filter({ hasText: "Zenobia Applewhite" })).toBeVisible();
  await box(page).fill("applewh");
  await expect(chosen(page)).toHaveText(/Zenobia Applewhite/);
  const isPointedAt = () =>
    page.evaluate(() => {
      const pointed = document.getElementById("palette-q").getAttribute("aria-activedescendant");
      return document.querySelector("#palette-hits [aria-selected=true]")?.id === pointed;
    });
  await expect.poll(isPointedAt).toBe(true);
  await expect(box(page)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Zenobia Applewhite" })).toBeVisible();

  await open(page);
  await box(page).fill(`nc ${workspace.split(" ")[1]}`);
  await expect(chosen(page)).toContainText("New contact");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "New contact" })).toBeVisible();

  await open(page);
  await box(page).fill("audit");
  await expect(chosen(page)).toContainText("Audit log");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/audit$/);

  await open(page);
  await box(page).fill("nobody of this name");
  await expect(palette(page).getByRole("status")).toContainText("Nothing found");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
});

test("the palette switches to dark and back", async ({ page }) => {
  await page.goto("/workspaces");
  for (const [words, theme] of [["dark", "dark"], ["this device", null]]) {
    await open(page);
    await box(page).fill(words);
    await expect(chosen(page)).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/workspaces$/);
    const html = page.locator(theme ? "html[data-theme=dark]" : "html:not([data-theme])");
    await expect(html).toBeAttached();
  }
});

test("the palette is filled for whoever is quicker than the page", async ({ page }) => {
  await page.addInitScript(() => {
    const press = () =>
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }),
      );
    document.addEventListener("DOMContentLoaded", press);
  });
  await page.goto("/");
  await expect(options(page).first()).toBeVisible();
});

test("the palette is accessible, empty and filled", async ({ page }) => {
  await page.goto("/");
  await open(page);
  await expect(options(page).first()).toBeVisible();
  await isAccessible(page);
  await box(page).fill("ma");
  await expect(palette(page).getByRole("group", { name: "Contacts" })).toBeVisible();
  await isAccessible(page);
});

test("keys lead around and open rows", async ({ page }) => {
  await newWorkspace(page);
  const list = page.url().replace(/\?.*/, "");
  for (const first of ["Amos", "Bela"]) {
    await page.goto(list);
    await press(page, "n");
    await expect(page.getByRole("heading", { level: 1, name: "New contact" })).toBeVisible();
    await page.goto(list);
    await newContact(page, { first });
  }
  await page.goto(list);
  await press(page, "j");
  await expect(page.getByRole("row").getByRole("link", { name: "Amos" })).toBeFocused();
  await press(page, "j");
  await press(page, "j");
  await expect(page.getByRole("row").getByRole("link", { name: "Bela" })).toBeFocused();
  await press(page, "k");
  await press(page, "Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Amos" })).toBeVisible();
  await press(page, "e");
  await expect(page.getByLabel("First name")).toBeFocused();
  await page.keyboard.type("gtjn?/");
  await expect(page.getByLabel("First name")).toHaveValue(/gtjn\?\//);
  await press(page, "Escape");
  await expect(page.locator(".edit-open")).toHaveCount(0);
  await press(page, "g");
  await press(page, "t");
  await expect(page).toHaveURL(/\/todos$/);
  await press(page, "g");
  await press(page, "h");
  await expect(page).toHaveURL(/\/$/);
  await press(page, "n");
  await expect(box(page)).toHaveValue("New contact");
  await expect(options(page).first()).toContainText("New contact");
});

test("the help shows every key, and the keys can be switched off", async ({ page }) => {
  await page.goto("/workspaces");
  await press(page, "?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toContainText("Next row");
  await isAccessible(page);
  await press(page, "Escape");
  await expect(help).toBeHidden();
  const setKeys = async (wanted) => {
    await page.goto("/account");
    await page.getByLabel("Keys that do something").setChecked(wanted);
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
  };
  await setKeys(false);
  await page.goto("/workspaces");
  for (const key of ["?", "g", "t"]) await press(page, key);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/workspaces$/);
  await open(page);
  await press(page, "Escape");
  await setKeys(true);
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the palette opens by its button", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("link", { name: "Go to anything" }).click();
    await box(page).fill("loan fac");
    await options(page).filter({ hasText: /^Loan Factory/ }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Loan Factory" })).toBeVisible();
  });
});
