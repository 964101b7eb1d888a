// Signing in and out, sessions that end elsewhere, keys, password, appearance.
import {
  ANDY,
  expect,
  field,
  newContact,
  newWorkspace,
  PASSWORD,
  signIn,
  test as anybodys,
  testOfAndy as test,
} from "./support/test.js";

const nobodys = anybodys.extend({ baseURL: ({ house }, use) => use(house.url) });
const MONALISA = "monalisa@example.com";

async function signOut(page) {
  await page.getByText("Account menu of").locator("..").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/login/);
}

nobodys("after signing out, Back shows nothing private", async ({ page }) => {
  await signIn(page);
  const workspaces = page.getByRole("list", { name: "Workspaces" });
  await workspaces.getByRole("link", { name: "Loan Factory" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Loan Factory" })).toBeVisible();
  await signOut(page);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Loan Factory")).toHaveCount(0);
});

nobodys("a wrong password is refused without saying which was wrong", async ({ page, watched }) => {
  watched.expect("POST", /^\/login$/, 422);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("E-mail").fill("somebody@example.com");
  await page.getByLabel("Password").fill("not this one, I fear");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("somebody@example.com");
  await page.getByLabel("E-mail").fill(ANDY);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page, "signing in leads to where one wanted to go").toHaveURL(/\/account$/);
});

nobodys("a form outlives its session", async ({ page, context, watched }) => {
  watched.expect("POST", /\/contacts$/, 401);
  await signIn(page);
  const workspace = await newWorkspace(page);
  await page.getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("Patience");
  await page.getByLabel("Company").fill("Long & Typed");

  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(page.getByText("Long & Typed")).toBeVisible();

  await signIn(other);
  await page.getByRole("button", { name: "Send it again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Patience" })).toBeVisible();
  await expect(field(page, "company")).toContainText("Long & Typed");
  await expect(page.getByRole("navigation", { name: "Breadcrumbs" })).toContainText(workspace);
});

nobodys("an edit in place outlives its session", async ({ page, context, watched }) => {
  watched.expect("POST", /\/edit\/company$/, 401);
  await signIn(page);
  await newWorkspace(page);
  await newContact(page, { first: "Patience" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Long & Typed");
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(page.getByText("Long & Typed")).toBeVisible();

  await signIn(other);
  await page.getByRole("button", { name: "Send it again" }).click();
  await expect(field(page, "company")).toContainText("Long & Typed");
});

test("an API key is shown once and works until it is revoked", async (
  { page, playwright, house },
) => {
  const program = await playwright.request.newContext({ ignoreHTTPSErrors: true });
  const ask = async (secret) => {
    const headers = { "X-Api-Key": secret };
    return (await program.get(`${house.url}/api/workspaces`, { headers })).status();
  };
  const name = `Website ${Math.random()}`;
  await page.goto("/account/keys");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  for (const tick of await page.getByRole("checkbox").all()) await tick.check();
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = await page.locator("#secret").textContent();
  expect(secret).toMatch(/^picrm_/);
  expect(await ask(secret)).toBe(200);

  await page.goto("/account/keys");
  await expect(page.getByText(secret)).toHaveCount(0);
  await page.getByRole("link", { name: `Revoke ${name}` }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("row", { name })).toContainText("Revoked");
  expect(await ask(secret)).toBe(401);
  await program.dispose();
});

test("a key without a name or a permission says so beside the fields", async ({ page, watched }) => {
  watched.expect("POST", /^\/account\/keys$/, 422);
  await page.goto("/account/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.locator("#name-problem")).toBeVisible();
  await expect(page.locator("#permissions-problem")).toBeVisible();
});

nobodys("the password is changed, and other devices are signed out", async (
  { page, device },
) => {
  const changed = "another nine lanterns";
  await signIn(page, MONALISA);
  const phone = await device();
  await signIn(phone, MONALISA);
  await page.goto("/account");
  await page.getByRole("textbox", { name: "Current password" }).last().fill(PASSWORD);
  await page.getByRole("textbox", { name: "New password" }).fill(changed);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.locator("#toasts")).toContainText(/password/i);
  await phone.reload();
  await expect(phone).toHaveURL(/\/login/);
  await page.goto("/account");
  await page.getByRole("textbox", { name: "Current password" }).last().fill(changed);
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await signOut(page);
  await signIn(page, MONALISA);
});

nobodys("the appearance changes at once, and stays", async ({ page }) => {
  await signIn(page, MONALISA);
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto("/account");
  const light = await paper();
  await page.getByLabel("Appearance").selectOption({ label: "Dark" });
  await expect.poll(paper).not.toBe(light);
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.goto("/");
  expect(await paper()).not.toBe(light);
  await page.goto("/account");
  await page.getByLabel("Appearance").selectOption({ index: 0 });
  await page.getByRole("button", { name: "Save settings" }).click();
});
