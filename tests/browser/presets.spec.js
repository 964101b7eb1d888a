// A workspace from a preset: looked over, changed, made, undone; more of one for another workspace.
import {
  expect,
  fits,
  newWorkspace,
  PHONE,
  test as anybodys,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
let made = 0;

async function aPresetIsChanged({ page, watched }) {
  watched.expect("POST", /^\/workspaces$/, 422);
  const name = `Loans ${process.pid}-${(made += 1)}`;
  await page.goto("/workspaces/new");
  await page.getByRole("link", { name: "Loan Factory" }).last().click();
  await expect(page.getByLabel("Campaigns need approval")).toBeChecked();
  await expect(page.getByLabel("Text messages")).not.toBeChecked();
  await expect(page.getByLabel("Mail provider")).toHaveValue("google");
  await page.getByLabel("Stages").fill("Leads\nSigned\nsigned");
  await page.getByRole("checkbox", { name: "Real estate" }).check();
  await fits(page);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.locator("#stages-problem")).toContainText("“signed” stands here twice");
  await page.getByLabel("Stages").fill("Leads\nSigned");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.locator("#name-problem")).toContainText("You already have a workspace");
  await expect(page.getByLabel("Stages")).toHaveValue("Leads\nSigned");
  await expect(page.getByRole("checkbox", { name: "Real estate" })).toBeChecked();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(heading(page, name)).toBeVisible();
  await expect(toast(page)).toContainText("added 2 stages");
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await page.goto("/workspaces");
  await expect(page.getByText(name)).toHaveCount(0);
}

test("a preset is looked over, changed, made and undone", aPresetIsChanged);

test.describe("on a phone", () => {
  test.use(PHONE);
  test("a preset is looked over, changed, made and undone", aPresetIsChanged);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("a preset is looked over, changed, made and undone", aPresetIsChanged);
});

test("a workspace takes what it lacks of a preset, once", async ({ page }) => {
  const name = await newWorkspace(page);
  await page.getByRole("main").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Add from a preset" }).click();
  await page.getByRole("link", { name: "Sales pipeline" }).click();
  await page.getByLabel("Tags").fill("Hot");
  await page.getByRole("button", { name: "Add to this workspace" }).click();
  await expect(toast(page)).toContainText(`${name}: Sales pipeline: added 5 stages and 1 tag.`);
  await page.getByRole("link", { name: "Add from a preset" }).click();
  await page.getByRole("link", { name: "Sales pipeline" }).click();
  await expect(page.getByText("Already there and left as they are: New, Contacted")).toBeVisible();
  await expect(page.getByLabel("Stages")).toHaveValue("");
  await page.getByRole("button", { name: "Add to this workspace" }).click();
  await page.getByRole("link", { name: "Add from a preset" }).click();
  await page.getByRole("link", { name: "Sales pipeline" }).click();
  await expect(page.getByText("Nothing is missing")).toBeVisible();
});

anybodys("an empty start page offers them, one after the other", async ({ page, newHouse }) => {
  await page.goto(newHouse.url);
  await page.getByLabel("Set-up code").fill(newHouse.code);
  await page.getByLabel("Your name").fill("Monalisa");
  await page.getByLabel("E-mail").fill("monalisa@example.com");
  await page.getByLabel("Password").fill("three careful gardeners");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Set up your first workspace")).toBeVisible();
  await page.getByRole("link", { name: "Coldwell Banker Contacts" }).click();
  await page.getByRole("button", { name: "Create and choose another" }).click();
  await expect(toast(page)).toContainText("Coldwell Banker Contacts was added.");
  await expect(page.getByText("Added", { exact: true })).toHaveCount(1);
  await page.getByRole("main").getByRole("link", { name: "Real Estate Open Houses" }).click();
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(heading(page, "Real Estate Open Houses")).toBeVisible();
});
