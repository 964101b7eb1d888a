// Pictures of the main pages for looking at, into target/screenshots: npm run screenshots.
import { GALLERY, PAGES, expectRefusals } from "./support/pages.js";
import { test as anybodys, testOfAndy as test } from "./support/test.js";

const FOLDER = "../../target/screenshots";
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

async function picture(page, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const file = `${name.replaceAll(" ", "-")}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path: `${FOLDER}/${file}`, fullPage: true });
    }
  }
}

for (const [name, visit] of Object.entries(PAGES)) {
  test(name, async ({ page, watched }) => {
    expectRefusals(watched);
    await visit(page);
    await picture(page, name);
  });
}

for (const path of GALLERY) {
  test(`gallery ${path}`, async ({ page }) => {
    await page.goto(`/ui${path}`);
    await picture(page, `ui${path.replace("/", "-")}`);
  });
}

test("the drawer", async ({ page }) => {
  await page.setViewportSize(SIZES[1]);
  await page.goto("/");
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.screenshot({ path: `${FOLDER}/drawer-390-light.png` });
});

anybodys("sign in", async ({ page, house }) => {
  await page.goto(`${house.url}/login`);
  await picture(page, "login");
});

anybodys("first run", async ({ page, newHouse }) => {
  await page.goto(newHouse.url);
  await picture(page, "first-run");
});

anybodys("trust", async ({ page, house }) => {
  await page.goto(house.plainUrl);
  await picture(page, "trust");
});
