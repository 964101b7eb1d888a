// WCAG 2.2 AA as far as a program can tell: every page, light and dark, at a desk and on a phone.
import { SIZES, isAccessible } from "./support/accessible.js";
import { GALLERY, PAGES, expectRefusals } from "./support/pages.js";
import { expect, test as anybodys, testOfAndy as test } from "./support/test.js";

test.use({ contextOptions: { reducedMotion: "reduce" } });
anybodys.use({ contextOptions: { reducedMotion: "reduce" } });

for (const [name, visit] of Object.entries(PAGES)) {
  test(`${name} is accessible`, async ({ page, watched }) => {
    expectRefusals(watched);
    await visit(page);
    await isAccessible(page);
  });
}

test("the menu of views is accessible", async ({ page }) => {
  await PAGES["contacts of a stage"](page);
  await page.locator(".list-views summary").click();
  await isAccessible(page, ".list-views");
});

test("a form that was given back is accessible", async ({ page, context, watched }) => {
  watched.expect("POST", /^\/account\/email$/, 401);
  await page.goto("/account");
  const form = page.locator("form[action='/account/email']");
  await form.getByLabel("E-mail").fill("a-rather-long-address-to-be-kept@example.com");
  await form.getByLabel("password").fill("not shown again");
  await context.clearCookies();
  await form.getByRole("button").click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await isAccessible(page);
});

test("the phone's drawer and the account menu are accessible", async ({ page }) => {
  await page.setViewportSize(SIZES[1]);
  await page.goto("/");
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await isAccessible(page);
  await page.setViewportSize(SIZES[0]);
  await page.goto("/");
  await page.getByText("Account menu of").locator("..").click();
  await isAccessible(page);
});

for (const path of GALLERY) {
  test(`the gallery's ${path || "components"} is accessible`, async ({ page }) => {
    await page.goto(`/ui${path}`);
    await isAccessible(page);
  });
}

test("the gallery has no page that is not looked at here", async ({ page }) => {
  await page.goto("/ui");
  const links = await page.getByRole("main").locator('a[href^="/ui/"]').all();
  const paths = await Promise.all(links.map((link) => link.getAttribute("href")));
  const known = GALLERY.map((it) => `/ui${it}`);
  expect(paths.filter((path) => !known.includes(path))).toEqual([]);
});

anybodys("signing in is accessible", async ({ page, house }) => {
  await page.goto(`${house.url}/login`);
  await isAccessible(page);
});

anybodys("restoring on a new box is accessible", async ({ page, newHouse }) => {
  await page.goto(`${newHouse.url}/first-run/restore`);
  await isAccessible(page);
});

anybodys("the first run is accessible", async ({ page, newHouse }) => {
  await page.goto(newHouse.url);
  await isAccessible(page);
});

anybodys("the trust page is accessible", async ({ page, house }) => {
  await page.goto(house.plainUrl);
  await isAccessible(page);
});
