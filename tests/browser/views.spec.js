// The list of contacts as one makes it: filters in a panel and as chips, columns, saved views.
import { isAccessible } from "./support/accessible.js";
import { expect, fits, newContact, newWorkspace, PHONE, testOfAndy as test, toast } from "./support/test.js";

const rows = (page) => page.getByRole("row").filter({ has: page.getByRole("cell") });
const filterButton = (page) => page.getByRole("button", { name: "Filter", exact: true });
const heads = (page) => page.locator(".data thead th:not(.picks)").allInnerTexts();

/** A workspace of three people; ends on its list. */
async function three(page) {
  await newWorkspace(page);
  const list = page.url().replace(/\?.*/, "");
  for (const person of [
    { first: "Zebedee", last: "Quill", company: "Acme" },
    { first: "Yolanda", last: "Marsh", company: "Old Acme Ltd", email: "yo@example.com" },
    { first: "Theo", last: "Lim" },
  ]) {
    await page.goto(list);
    await newContact(page, person);
  }
  await page.goto(list);
  await expect(rows(page)).toHaveCount(3);
}

/** Asks in the panel for a company with these letters in it. */
async function filterByCompany(page, part) {
  await filterButton(page).click();
  await page.getByText("Name, e-mail, phone, company").click();
  await page.getByRole("textbox", { name: "Company: what" }).fill(part);
  await page.getByRole("button", { name: "Show contacts" }).click();
}

test("a filter is added in the panel, stands as a chip, and is taken off", async ({ page }) => {
  await three(page);
  await filterByCompany(page, "acme");
  await expect(page).toHaveURL(/company\.contains=acme$/);
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByText("2 of 3 contacts fit")).toBeVisible();
  const chips = page.getByRole("list", { name: "Filters" });
  await expect(chips).toContainText("Company contains “acme”");
  // Typing keeps the filter, and the panel has what was typed.
  await page.getByRole("searchbox", { name: "Filter by name" }).pressSequentially("marsh");
  await expect(rows(page)).toHaveCount(1);
  await filterButton(page).click();
  await expect(page.getByRole("textbox", { name: "Company: what" })).toHaveValue("acme");
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /^Remove the filter/ }).click();
  await expect(page).toHaveURL(/\?q=marsh$/);
  await expect(rows(page)).toHaveCount(1);
});

test("a view keeps filter, order and columns; changed, updated, deleted, undone", async ({ page }) => {
  await three(page);
  await filterByCompany(page, "acme");
  await page.getByRole("columnheader", { name: "Company" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=company/);
  await expect(rows(page).first()).toContainText("Zebedee");
  await page.getByRole("link", { name: "Save as a view" }).click();
  await page.getByLabel("Name").fill("Acme people");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(toast(page)).toContainText("The view “Acme people” was saved.");
  const menu = page.locator(".list-views summary");
  await expect(menu).toContainText("Acme people");

  await page.getByRole("link", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Phone" }).uncheck();
  await page.getByRole("button", { name: "Move Company up" }).click();
  await page.getByRole("button", { name: "Save columns" }).last().click();
  await expect(rows(page)).toHaveCount(2);
  expect((await heads(page)).slice(0, 2)).toEqual(["Company", "Name"]);
  expect(await heads(page)).not.toContain("Phone");

  await page.getByRole("columnheader", { name: "Company" }).getByRole("link").click();
  await page.getByRole("button", { name: "Update the view" }).click();
  await expect(toast(page)).toContainText("The view “Acme people” was changed.");
  await expect(rows(page).first()).toContainText("Yolanda");
  await menu.click();
  await page.getByRole("link", { name: "All contacts" }).click();
  await expect(rows(page)).toHaveCount(3);
  expect((await heads(page))[0]).toBe("Name");

  await menu.click();
  await page.getByRole("link", { name: "Acme people" }).click();
  await menu.click();
  await page.getByRole("link", { name: "Rename or delete this view" }).click();
  await isAccessible(page);
  await page.getByRole("button", { name: "Delete view" }).click();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await menu.click();
  await expect(page.getByRole("link", { name: "Acme people" })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("filters, columns and views work all the same", async ({ page }) => {
    await three(page);
    await filterButton(page).click();
    await expect(page.getByRole("heading", { level: 1, name: "Filter contacts" })).toBeVisible();
    await page.getByText("Name, e-mail, phone, company").click();
    await page.getByLabel("Company", { exact: true }).selectOption("is empty");
    await page.getByRole("button", { name: "Show contacts" }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText("Theo");
    await page.getByRole("link", { name: "Columns" }).click();
    await page.getByRole("button", { name: "Move Company up" }).click();
    await expect(page.locator(".column-choice li").first()).toContainText("Company");
  });
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the panel is a sheet, and everything fits", async ({ page }) => {
    await three(page);
    await fits(page);
    await filterByCompany(page, "acme");
    await expect(rows(page)).toHaveCount(2);
    await fits(page);
    await page.getByRole("link", { name: "Columns" }).click();
    await fits(page);
  });
});
