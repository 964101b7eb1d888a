// The README's pictures of the way to the first contact, into assets/screenshots: npm run readme.
import { expect, test as anybodys } from "./support/test.js";

const FOLDER = "../../assets/screenshots";
const test = anybodys.extend({ baseURL: ({ newHouse }, use) => use(newHouse.url) });

test.use({ viewport: { width: 960, height: 720 }, colorScheme: "light" });

async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

test("from the trust page to the first contact", async ({ page, newHouse }) => {
  await page.goto(newHouse.plainUrl);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await picture(page, "step-trust");

  await page.goto("/");
  await page.getByLabel("Set-up code").fill(newHouse.code);
  await page.getByLabel("Your name").fill("Andy Kealoha");
  await page.getByLabel("E-mail").fill("andy@example.com");
  await page.getByLabel("Password").fill("three careful gardeners");
  await picture(page, "step-first-run");
  await page.getByRole("button", { name: "Create account" }).click();

  await page.getByRole("main").getByRole("link", { name: "New workspace" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Family & Friends");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByRole("main").getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("Leilani");
  await page.getByLabel("Last name").fill("Kahananui");
  await page.getByLabel("E-mail").fill("leilani@example.com");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Leilani Kahananui" })).toBeVisible();
  await picture(page, "step-contact");
});
