// Is the box well? What an owner sees, and the database looked through when they ask for it.
import { isAccessible } from "./support/accessible.js";
import { expect, fits, PHONE, testOfAndy as test } from "./support/test.js";

test("an owner looks how the box does", async ({ page }) => {
  await page.goto("/household");
  await page.getByRole("link", { name: "Health" }).click();
  await expect(page.getByRole("region", { name: "Database key" })).toContainText("Well");
  await expect(page.getByRole("region", { name: "Certificate" })).toContainText("until");
  await page.getByRole("button", { name: "Check the database now" }).click();
  await expect(page.getByText("The database was looked through")).toBeVisible();
  await expect(page.getByText("opens and is whole")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("link", { name: "Look again" }).click();
  await expect(page.getByText("The database was looked through")).toBeHidden();
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the findings fit", async ({ page }) => {
    await page.goto("/household/health");
    await expect(page.getByRole("region", { name: "Database key" })).toBeVisible();
    await fits(page);
  });
});
