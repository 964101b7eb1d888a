// Contacts: two tabs, impatience, a slow network, odd names, long lists.
import {
  expect,
  field,
  fits,
  newContact,
  newWorkspace,
  testOfAndy as test,
  toast,
} from "./support/test.js";

test("a second tab cannot overwrite silently, and nothing typed is lost", async (
  { page, context, watched },
) => {
  watched.expect("POST", /\/edit\/company$/, 409);
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Mine");

  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("link", { name: "Edit Company" }).click();
  await other.getByLabel("Company").fill("Theirs");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(field(other, "company")).toContainText("Theirs");

  await page.getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("alert");
  await expect(conflict).toContainText("Theirs");
  await expect(page.getByLabel("Company")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(field(page, "company")).toContainText("Mine");
  await page.reload();
  await expect(field(page, "company")).toContainText("Mine");
});

test("in a conflict theirs can be kept", async ({ page, context, watched }) => {
  watched.expect("POST", /\/edit\/company$/, 409);
  await newWorkspace(page);
  await newContact(page, { first: "Rosa" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Mine");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("link", { name: "Edit Company" }).click();
  await other.getByLabel("Company").fill("Theirs");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(field(other, "company")).toContainText("Theirs");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Keep theirs" }).click();
  await expect(field(page, "company")).toContainText("Theirs");
});

test("a mistake while editing stands beside the field", async ({ page, watched }) => {
  watched.expect("POST", /\/edit\/primary_email$/, 422);
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", email: "rosa@example.com" });
  await page.getByRole("link", { name: "Edit E-mail" }).click();
  await page.getByLabel("E-mail").fill("rosa at home");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#primary_email-problem")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("rosa at home");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(field(page, "primary_email")).toContainText("rosa@example.com");
});

test("a change is undone on the page too", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("New Oak");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "company")).toContainText("New Oak");
  await page.reload();
  const changes = page.getByRole("region", { name: "Recent changes" });
  await expect(changes.locator("del")).toContainText("Old Oak");
  await changes.getByRole("button", { name: "Undo" }).first().click();
  await expect(field(page, "company")).toContainText("Old Oak");
});

test("a double click adds one contact", async ({ page }) => {
  await newWorkspace(page);
  await page.getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("Only Once");
  await page.getByRole("button", { name: "Add contact" }).dblclick();
  await page.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
  await expect(page.locator(".page-meta")).toHaveText("1 contact");
});

test("while the network is slow, the page says that it is busy", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa" });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\/edit\/company$/, async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  const root = page.locator("html");
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Patience");
  await expect(root).not.toHaveClass(/busy/);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(root).toHaveClass(/busy/);
  release();
  await expect(field(page, "company")).toContainText("Patience");
  await expect(root).not.toHaveClass(/busy/);
});

test("a lost connection is told, and what was typed stays", async ({ page, watched }) => {
  watched.expect("POST", /\/edit\/company$/, "net::ERR_CONNECTION_RESET");
  await newWorkspace(page);
  await newContact(page, { first: "Rosa" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("Typed in vain");
  watched.say(/ERR_CONNECTION_RESET|Failed to fetch/);
  await page.route(/\/edit\/company$/, (route) => route.abort("connectionreset"));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("did not answer");
  await expect(page.getByLabel("Company")).toHaveValue("Typed in vain");
  await page.unroute(/\/edit\/company$/);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "company")).toContainText("Typed in vain");
});

test("a long list goes on to its end, and back", async ({ page }) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  const rows = page.getByRole("row").filter({ has: page.getByRole("cell") });
  const first = await rows.first().textContent();
  const seen = new Set();
  for (;;) {
    for (const row of await rows.all()) seen.add(await row.getByRole("link").getAttribute("href"));
    const next = page.getByRole("link", { name: "Next" });
    if (seen.size > 200 || !(await next.isVisible())) break;
    await next.click();
    await page.waitForLoadState();
  }
  expect(seen.size).toBeGreaterThan(200);
  for (let back = page.getByRole("link", { name: "Previous" }); await back.isVisible(); ) {
    await back.click();
    await page.waitForLoadState();
  }
  await expect(rows.first()).toHaveText(first);
});

const ODD = {
  "right to left": { first: "شهرزاد", last: "کاظمی", company: "شرکت ایبارا" },
  emoji: { first: "👩‍👩‍👧‍👦", last: "🏡 Family", company: "🏠🏠🏠" },
  "very long": { first: "A".repeat(100), last: "Ö".repeat(100), company: "W".repeat(100) },
  markup: { first: "<script>alert(1)</script>", last: "</title><b>", company: "\"'><img src=x>" },
};

for (const [kind, person] of Object.entries(ODD)) {
  test(`a name that is ${kind} is shown as it is and breaks nothing`, async ({ page }) => {
    await newWorkspace(page);
    await newContact(page, person);
    const name = `${person.first} ${person.last}`;
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await fits(page);
    }
    await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
    await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
    await fits(page);
    await page.setViewportSize({ width: 1440, height: 844 });
    await fits(page);
  });
}

test("a name that is too long is refused beside the field", async ({ page, watched }) => {
  watched.expect("POST", /\/contacts$/, 422);
  await newWorkspace(page);
  await page.getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("A".repeat(1000));
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.locator("#first_name-problem")).toBeVisible();
  await expect(page.getByLabel("First name")).toHaveValue("A".repeat(1000));
});

test("on paper there is the content and nothing to press", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Old Oak").first()).toBeVisible();
  for (const away of [".sidebar", ".topbar", "#toasts", ".page-actions"]) {
    await expect(page.locator(away)).toBeHidden();
  }
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  const paper = await page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  expect(paper).toBe("rgb(255, 255, 255)");
});
