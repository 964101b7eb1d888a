// Finding things: the header's search, and the audit log with its filters.
import { expect, field, newContact, newWorkspace, testOfAndy as test } from "./support/test.js";

test("the search jumps by keys alone", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Zebedee", last: "Quillfeather" });
  await newContact2(page);
  await page.goto("/");
  const search = page.getByRole("combobox", { name: "Search" });
  const options = page.getByRole("option");
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("quillfeather");
  await expect(options).toHaveCount(2);
  await expect(search).toHaveAttribute("aria-expanded", "true");

  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await expect(search).toHaveAttribute("aria-expanded", "false");

  await search.fill("");
  await page.keyboard.type("quillfeather");
  await expect(options).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  const chosen = await options.first().locator("span").textContent();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: chosen })).toBeVisible();
});

async function newContact2(page) {
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
  await newContact(page, { first: "Yolanda", last: "Quillfeather" });
}

test("the search finds workspaces, and says when it finds nothing", async ({ page }) => {
  await page.goto("/");
  const search = page.getByRole("combobox", { name: "Search" });
  await search.fill("loan fac");
  await page.getByRole("option", { name: "Loan Factory" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Loan Factory" })).toBeVisible();
  await search.fill("nobody of this name");
  await expect(page.getByText("Nothing found for")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("a slash that is typed into a field stays a slash", async ({ page }) => {
  await page.goto("/workspaces/new");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.focus();
  await page.keyboard.type("a/b");
  await expect(name).toHaveValue("a/b");
});

test("the audit log filters as one chooses, and tells what it was before", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("New Oak");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "company")).toContainText("New Oak");

  await page.goto("/audit");
  const entries = page.locator("#entries li");
  await page.getByLabel("What", { exact: true }).selectOption("contact.edited");
  await expect(page).toHaveURL(/action=/);
  const newest = entries.filter({ hasText: "Rosa" }).first();
  await expect(newest).toContainText("edited");
  await expect(newest.locator(".diff")).toContainText("Company");
  await expect(newest.locator("del")).toContainText("Old Oak");
  await expect(newest.locator("ins")).toContainText("New Oak");
  await page.getByLabel("From").fill("2099-01-01");
  await expect(page.getByText("Nothing to show")).toBeVisible();
  await page.goBack();
  await expect(entries.first()).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("search and audit log are plain forms", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("combobox", { name: "Search" }).fill("loan");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main").getByRole("link", { name: "Loan Factory" })).toBeVisible();
    await page.goto("/audit");
    await page.getByLabel("About").selectOption("contact");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/what=/);
    await expect(page.getByLabel("About")).not.toHaveValue("");
  });
});
