// Settings of a person, a workspace and the household: saved, refused, changed in two windows.
import { expect, fits, newWorkspace, PHONE, testOfAndy as test, toast } from "./support/test.js";

const saved = (page) => page.getByRole("button", { name: "Save settings" }).click();

test("a country is chosen, and another window is told of it", async ({ page, context }) => {
  const country = page.getByLabel("Country of phone numbers");
  await page.goto("/account");
  const other = await context.newPage();
  await other.goto("/account");
  await country.selectOption({ label: "Vietnam" });
  await saved(page);
  await expect(toast(page)).toContainText("Country of phone numbers: United States → Vietnam");
  await expect(country).toHaveValue("VN");

  await other.getByLabel("Country of phone numbers").selectOption({ label: "Austria" });
  await saved(other);
  await expect(toast(other)).toContainText("Vietnam → Austria");
  await expect(toast(other)).toContainText("it had changed in another window meanwhile");
  await other.getByText("Back to a default").click();
  await other.getByRole("button", { name: "Country of phone numbers: United States" }).click();
  await expect(other.getByLabel("Country of phone numbers")).toHaveValue("US");
});

async function aWorkspaceIsSetUp({ page, watched }) {
  watched.expect("POST", /^\/w\/.*\/settings$/, 422);
  await newWorkspace(page);
  await page.getByRole("main").getByRole("link", { name: "Settings" }).click();
  const days = page.getByLabel("Inactive after (days)");
  const approval = page.getByLabel("Campaigns need approval");
  await days.fill("soon");
  await approval.check();
  await saved(page);
  await expect(page.locator("#inactive_after_days-problem")).toContainText("1 to 3650");
  await expect(days).toHaveValue("soon");
  await expect(approval).toBeChecked();
  await days.fill("45");
  await page.getByLabel("Text messages").uncheck();
  await saved(page);
  await expect(toast(page)).toContainText("Inactive after (days): 60 → 45");
  await expect(days).toHaveValue("45");
  await expect(approval).toBeChecked();
  await expect(page.getByLabel("Text messages")).not.toBeChecked();
  await page.getByText("Back to a default").click();
  await page.getByRole("button", { name: "Inactive after (days): 60" }).click();
  await expect(days).toHaveValue("60");
  await fits(page);
}

test("a workspace is set up, a mistake first", aWorkspaceIsSetUp);

test.describe("on a phone", () => {
  test.use(PHONE);
  test("a workspace is set up", aWorkspaceIsSetUp);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("a workspace is set up", aWorkspaceIsSetUp);
});

test("the household has a name that everybody sees", async ({ page, device }) => {
  await page.goto("/");
  await page.getByText("Account menu of").locator("..").click();
  await page.getByRole("link", { name: "Household" }).click();
  const tabs = page.getByRole("navigation", { name: "Household", exact: true });
  await tabs.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Household name").fill("The Kims of a rather long and winding street");
  await saved(page);
  const brand = page.getByRole("navigation", { name: "Main" }).getByRole("link").first();
  await expect(brand).toContainText("The Kims");
  await fits(page);
  const stranger = await device({ storageState: { cookies: [], origins: [] } });
  await stranger.goto("/login");
  await expect(stranger.getByText("The Kims")).toBeVisible();
  await page.getByLabel("Household name").fill("");
  await saved(page);
  await expect(brand).toHaveText("pi-crm");
});
