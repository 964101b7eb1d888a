// Workspaces: made, renamed, deleted by typing their name, and brought back.
import { expect, newContact, newWorkspace, testOfAndy as test, toast } from "./support/test.js";

const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });

test("a workspace is renamed, and that is undone", async ({ page }) => {
  const name = await newWorkspace(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(`${name} renamed`);
  await page.getByRole("button", { name: "Rename" }).click();
  const sidebar = page.getByRole("navigation", { name: "Main" });
  await expect(sidebar.getByRole("link", { name: `${name} renamed` })).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(sidebar.getByRole("link", { name, exact: true })).toBeVisible();
});

test("deleting one needs its name typed, and can be undone", async ({ page }) => {
  const name = await newWorkspace(page);
  await newContact(page, { first: "Rosa" });
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByText("1 contact with its history")).toBeVisible();
  const sure = page.getByRole("button", { name: "Delete workspace" });
  await expect(sure).toBeDisabled();
  await page.getByLabel("Type the name").fill(name.slice(0, -1));
  await expect(sure).toBeDisabled();
  await page.getByLabel("Type the name").fill(` ${name.toUpperCase()} `);
  await sure.click();
  await expect(page).toHaveURL(/\/workspaces\?/);
  const row = page.getByRole("main").getByRole("link", { name, exact: true });
  await expect(row).toHaveCount(0);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await row.click();
  await expect(page.getByRole("link", { name: "Rosa" })).toBeVisible();
});

test("what is too much to send stays on the page", async ({ page }) => {
  await page.goto("/workspaces/new");
  const long = "x".repeat(1_100_000);
  await page.getByLabel("Name").evaluate((input, text) => (input.value = text), long);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(toast(page)).toContainText("too much to send at once");
  await expect(page.getByLabel("Name")).toHaveValue(long);
});

test("a name that is taken is refused beside the field", async ({ page, watched }) => {
  watched.expect("POST", /^\/workspaces$/, 422);
  await page.goto("/workspaces/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Loan Factory");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.locator("#name-problem")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Loan Factory");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a workspace is renamed, deleted and brought back", async ({ page, watched }) => {
    watched.expect("POST", /\/delete$/, 422);
    const name = await newWorkspace(page);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(`${name} renamed`);
    await page.getByRole("button", { name: "Rename" }).click();
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await page.getByLabel("Type the name").fill("another");
    await page.getByRole("button", { name: "Delete workspace" }).click();
    await expect(page.locator("#typed_name-problem")).toBeVisible();
    await page.getByLabel("Type the name").fill(name);
    await page.getByRole("button", { name: "Delete workspace" }).click();
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await page.getByRole("main").getByRole("link", { name, exact: true }).click();
    await expect(heading(page, name)).toBeVisible();
  });
});
