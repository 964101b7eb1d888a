// The plain door: it helps a device to trust us, and leads on to the secure one.
import { expect, test as anybodys } from "./support/test.js";

const test = anybodys.extend({ baseURL: ({ house }, use) => use(house.plainUrl) });

test("the trust page has the steps, a code to scan, and the way on", async ({ page, house }) => {
  await page.goto("/");
  await expect(page.getByText(house.fingerprint)).toBeVisible();
  const code = page.getByRole("img", { name: "QR code" });
  await expect(code).toBeVisible();
  expect(await code.evaluate((it) => it.naturalWidth ?? 1)).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page).toHaveURL(`${house.url}/login`);
});

test("the certificate can be fetched", async ({ request }) => {
  for (const file of ["/ca.crt", "/ca.pem", "/ca.mobileconfig"]) {
    const answer = await request.get(file);
    expect(answer.status(), file).toBe(200);
    expect((await answer.body()).length, file).toBeGreaterThan(300);
  }
});

test("any other plain address leads to the secure one", async ({ page, house }) => {
  await page.goto("/workspaces");
  await expect(page).toHaveURL(`${house.url}/login?next=/workspaces`);
});
