// Two-step sign-in: set up with an app, sign in with a code and with a recovery code, turn off.
// Each server is the test's own, for it changes how its people sign in.
import { isAccessible } from "./support/accessible.js";
import { codeOf } from "./support/authenticator.js";
import { start } from "./support/pi_crm.js";
import { ANDY, expect, PASSWORD, PHONE, signIn, test as anybodys } from "./support/test.js";

const test = anybodys.extend({
  flags: [[], { option: true }],
  ownHouse: async ({ flags }, use) => {
    const house = await start({ from: process.env.DEMO_DATA, flags });
    await use(house);
    await house.stop();
  },
  baseURL: ({ ownHouse }, use) => use(ownHouse.url),
  contextOptions: { reducedMotion: "reduce" },
});

const keyOn = (page) => page.locator("#second-step-key").textContent();
const codesOn = async (page) => (await page.locator("#recovery-codes").textContent()).match(/\S+/g);

async function signOut(page) {
  await page.getByText("Account menu of").locator("..").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/login/);
}

/** From the account page to the recovery codes. */
async function setUp(page) {
  await page.goto("/account");
  await page.getByRole("link", { name: "Set up two-step sign-in" }).click();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  const key = await keyOn(page);
  await page.getByLabel("Code from the app").fill(codeOf(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("heading", { name: "Two-step sign-in is on" })).toBeVisible();
  return { key, codes: await codesOn(page) };
}

test("set up, sign in both ways, turn off", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page);
  const { key, codes } = await setUp(page);
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.match(/\S+/g), "one code a line").toEqual(codes);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page.getByText(codes[0])).toHaveCount(0);

  await signOut(page);
  await page.goto("/account/second-step");
  await signIn(page);
  await expect(page).toHaveURL(/\/login\/code/);
  await expect(page.getByLabel("Code from the app")).toBeFocused();
  await page.getByLabel("Code from the app").fill(codeOf(key, 1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await signOut(page);
  await signIn(page);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(codes[0].toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator("#toasts")).toContainText("9 recovery codes are left");

  await page.goto("/account");
  await page.getByRole("link", { name: "Manage two-step sign-in" }).click();
  await expect(page.getByText("You signed in with a recovery code")).toBeVisible();
  const off = page.getByRole("region", { name: "Turn off" });
  await off.getByLabel("Current password").fill(PASSWORD);
  await off.getByRole("button", { name: "Turn off" }).click();
  await expect(page.locator("#toasts")).toContainText("Two-step sign-in is off");
  await signOut(page);
  await signIn(page);
  await expect(page).not.toHaveURL(/\/login/);
});

test("a wrong code and a wrong clock are told apart", async ({ page, watched }) => {
  watched.expect("POST", /^\/login\/code$/, 422);
  await signIn(page);
  const { key } = await setUp(page);
  await signOut(page);
  await signIn(page);
  const said = async (code) => {
    await page.getByLabel("Code from the app").fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
    return page.getByRole("alert");
  };
  await expect(await said("12345")).toContainText("This is no code");
  await expect(await said(codeOf(key, 5))).toContainText("The clocks do not agree");
  await expect(page.getByLabel("Code from the app")).toHaveValue("");
});

test("setting it up is accessible", async ({ page, watched }) => {
  watched.expect("POST", /^\/account\/second-step/, 422);
  await signIn(page);
  await page.goto("/account/second-step");
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByText("The camera does not work?").click();
  await isAccessible(page);
  const key = await keyOn(page);
  await page.getByLabel("Code from the app").fill("000000");
  await page.getByRole("button", { name: "Turn on" }).click();
  await isAccessible(page);
  await page.getByLabel("Code from the app").fill(codeOf(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  await isAccessible(page);
});

test("managing it and signing in with it are accessible", async ({ page, watched }) => {
  watched.expect("POST", /^\/(login\/code|account\/second-step)/, 422);
  await signIn(page);
  await setUp(page);
  await page.goto("/account/second-step");
  await page.getByRole("button", { name: "Make new codes" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await isAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signOut(page);
  await signIn(page);
  await isAccessible(page);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill("AAAA-BBBB-CCCC");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This recovery code is not right");
  await isAccessible(page);
});

test("recovery codes stand on paper without the buttons", async ({ page }) => {
  await signIn(page);
  const { codes } = await setUp(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText(`pi-crm recovery codes for ${ANDY}`)).toBeVisible();
  await expect(page.getByText(codes[9])).toBeVisible();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByRole("link", { name: "I have kept them" })).toBeHidden();
});

test.describe("on a phone, where the box is exposed", () => {
  test.use({ ...PHONE, flags: ["--allow", "203.0.113.0/24"] });

  test("it is set up on the way in", async ({ page }) => {
    await page.goto("/account");
    await page.getByLabel("E-mail").fill(ANDY);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Set up two-step sign-in" })).toBeVisible();
    await page.goto("/");
    await expect(page, "nothing else opens").toHaveURL(/\/login/);
    await page.goto("/login/enrol?next=/account");
    await isAccessible(page);
    const key = await keyOn(page);
    const link = page.getByRole("link", { name: "open it there" });
    await expect(link).toHaveAttribute("href", /^otpauth:\/\/totp\/pi-crm:andy%40example\.com\?/);
    await page.getByLabel("Code from the app").fill(codeOf(key));
    await page.getByRole("button", { name: "Turn on and go on" }).click();
    expect(await codesOn(page)).toHaveLength(10);
    await isAccessible(page);
    await page.getByRole("link", { name: "I have kept them, go on" }).click();
    await expect(page).toHaveURL(/\/account$/);
  });
});
