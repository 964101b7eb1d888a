// The first user of a new house, who its pages are shown to from then on.
import { expect } from "@playwright/test";

export const PASSWORD = "three careful gardeners";

export async function setUp(page, house) {
  await page.goto(house.url);
  await page.getByLabel("Set-up code").fill(house.code);
  await page.getByLabel("Your name").fill("Kim Ōta");
  await page.getByLabel("E-mail").fill("kim@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kim Ōta" })).toBeVisible();
}
