// Many contacts picked in the list and changed as one, undone as one.
import { expect, fits, PHONE, testOfAndy as test, toast } from "./support/test.js";
import { isAccessible } from "./support/accessible.js";

/** The contacts of somebody in the demo data, narrowed to a few. */
const someone = async (page, words) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  await page.waitForURL(/\/w\/.*\/contacts/);
  const { pathname } = new URL(page.url());
  await page.goto(`${pathname}?q=${words}`);
};

const bar = (page) => page.getByRole("form", { name: "Change those picked" });

test("those picked are tagged as one and it is undone", async ({ page, watched }) => {
  watched.expect("POST", /\/bulk\/run$/, 422);
  await someone(page, "aguilar");
  await expect(bar(page)).toBeHidden();
  const picks = page.locator("input.pick");
  await picks.nth(0).check();
  await picks.nth(1).check();
  await expect(page.locator("#bulk-count")).toHaveText("2 picked");
  await isAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await bar(page).getByRole("button", { name: "Add a tag" }).click();
  await expect(page.getByText("The 2 contacts that you picked")).toBeVisible();
  await page.getByLabel("Tag", { exact: true }).fill("");
  await page.getByRole("button", { name: "Add tag: 2 contacts" }).click();
  await expect(page.getByText("Fill this in")).toBeVisible();
  await page.getByLabel("Tag", { exact: true }).fill(`Open house ${process.pid}`);
  await page.getByRole("button", { name: "Add tag: 2 contacts" }).click();
  await expect(toast(page)).toContainText(/contacts? got the tag/);
  await expect(page).toHaveURL(/q=aguilar/);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(toast(page)).toContainText("Undone");
});

test("all that fit are deleted after one question, and come back", async ({ page }) => {
  await someone(page, "agarwal");
  const rows = page.locator(".data tbody tr");
  const count = await rows.count();
  await page.getByLabel("Pick all of this page").check();
  await bar(page).getByLabel(/^All .* that fit/).check();
  await bar(page).getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("It is one change, and can be undone as one.")).toBeVisible();
  await page.getByRole("button", { name: /^Delete: / }).click();
  await expect(toast(page)).toContainText("were deleted");
  await expect(rows).toHaveCount(0);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(count);
});

test("those picked are told in the export, and silence shows beside their names", async ({ page }) => {
  await someone(page, "aguilar");
  const picks = page.locator("input.pick");
  await picks.nth(0).check();
  await picks.nth(1).check();
  await bar(page).getByRole("button", { name: "Export" }).click();
  await expect(page).toHaveURL(/\/export\?contact=.*&contact=/);
  await expect(page.getByRole("main")).toContainText(/2 of [\d,]+ contacts/);
  await someone(page, "aguilar");
  await picks.nth(0).check();
  await bar(page).getByRole("button", { name: "Do not contact" }).click();
  await page.getByRole("button", { name: /^Mark “Do not contact”: 1 contact/ }).click();
  await expect(page.locator("td.lead").first()).toContainText("(do not contact)");
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("td.lead").first()).not.toContainText("(do not contact)");
});

test.describe("without script, on a phone", () => {
  test.use({ ...PHONE, javaScriptEnabled: false });

  test("a stage is set for those picked", async ({ page }) => {
    await someone(page, "alvarez");
    await page.locator("input.pick").first().check();
    await bar(page).getByRole("button", { name: "Move to a stage" }).click();
    await page.getByLabel("Stage", { exact: true }).selectOption({ label: "No stage" });
    await fits(page);
    await page.getByRole("button", { name: /^Move: 1 contact/ }).click();
    await expect(page.locator("body")).toContainText(/moved to “No stage”|Nothing was changed/);
  });
});
