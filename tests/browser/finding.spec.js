// Finding things: the header's search, and the audit log with its filters.
import { expect, field, newContact, newWorkspace, testOfAndy as test } from "./support/test.js";

test("the search jumps by keys alone", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Zebedee", last: "Quillfeather" });
  await newContact2(page);
  await page.goto("/");
  const search = page.getByRole("combobox", { name: "Search" });
  const options = page.getByRole("option");
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("quillfeather");
  await expect(options).toHaveCount(2);
  await expect(search).toHaveAttribute("aria-expanded", "true");

  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await expect(search).toHaveAttribute("aria-expanded", "false");

  await search.fill("");
  await page.keyboard.type("quillfeather");
  await expect(options).toHaveCount(2);
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  const chosen = await options.first().locator("span").textContent();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: chosen })).toBeVisible();
});

async function newContact2(page) {
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
  await newContact(page, { first: "Yolanda", last: "Quillfeather" });
}

test("the search finds workspaces, and says when it finds nothing", async ({ page }) => {
  await page.goto("/");
  const search = page.getByRole("combobox", { name: "Search" });
  await search.fill("loan fac");
  await page.getByRole("option", { name: "Loan Factory" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Loan Factory" })).toBeVisible();
  await search.fill("nobody of this name");
  await expect(page.getByText("Nothing found for")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("the filter, a stage and a tag narrow the list together", async ({ page }) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  const stages = page.getByRole("navigation", { name: "Stages" });
  const filter = page.getByRole("searchbox", { name: "Filter by name" });
  const inStage = page.locator(".data td .stage");
  await stages.getByRole("link", { name: /^Applications/ }).click();
  await expect(page).toHaveURL(/stage=/);
  await filter.pressSequentially("ma");
  await expect(page.getByText(/contacts? fits?, the best first/)).toBeVisible();
  await expect(page).toHaveURL(/q=ma&stage=/);
  await expect(filter).toBeFocused();
  expect(new Set(await inStage.allTextContents())).toEqual(new Set(["Applications"]));
  // The stages have the words typed by now, the form of filters too.
  await stages.getByRole("link", { name: /^Leads/ }).click();
  await expect(page).toHaveURL(/q=ma&stage=/);
  await expect(filter).toHaveValue("ma");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("checkbox", { name: "Referral" }).check();
  await page.getByRole("button", { name: "Show contacts" }).click();
  await expect(page).toHaveURL(/q=ma&stage=.*&tag=/);
  await filter.fill("nobody of this name");
  await page.getByRole("link", { name: "Search all contacts" }).click();
  await expect(page).toHaveURL(/q=nobody[^&]*$/);
});

test("the list filters as one types, and comes back as it was", async ({ page }) => {
  await newWorkspace(page);
  const list = page.url().replace(/\?.*/, "");
  for (const person of [
    { first: "Zebedee", last: "Quillfeather", phone: "(808) 555-0100" },
    { first: "Yolanda", last: "Marsh", email: "yo@quill.example" },
    { first: "Theo", last: "Lim" },
  ]) {
    await page.goto(list);
    await newContact(page, person);
  }
  await page.goto("/workspaces");
  await page.goto(list);
  const filter = page.getByRole("searchbox", { name: "Filter by name" });
  const rows = page.getByRole("row").filter({ has: page.getByRole("cell") });
  await expect(rows).toHaveCount(3);
  await filter.pressSequentially("quill");
  await expect(rows).toHaveCount(2);
  await expect(filter).toBeFocused();
  await expect(rows.first()).toContainText("Zebedee");
  await expect(page.getByText("2 of 3 contacts fit")).toBeVisible();
  await expect(page).toHaveURL(/\?q=quill$/);

  await filter.fill("+1 808 555 0100");
  await expect(rows).toHaveCount(1);
  await rows.first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Zebedee" })).toBeVisible();
  await page.goBack();
  await expect(filter).toHaveValue("+1 808 555 0100");
  await expect(rows).toHaveCount(1);
  await page.reload();
  await expect(rows).toHaveCount(1);

  await filter.fill("nobody of this name");
  await expect(page.getByRole("heading", { name: "Nobody fits" })).toBeVisible();
  await page.getByRole("link", { name: "Show all contacts" }).click();
  await expect(rows).toHaveCount(3);
  await expect(filter).toHaveValue("");
  // Letters were no steps of the way: Back leads to the search, and then out of the list.
  await page.goBack();
  await expect(filter).toHaveValue("nobody of this name");
});

test("a contact's history is the log of that contact", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.getByRole("main").getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  const entries = page.locator("#entries li");
  await expect(entries).toHaveCount(1);
  await page.getByLabel("What", { exact: true }).selectOption("contact.edited");
  await expect(page.getByText("Nothing to show")).toBeVisible();
  await expect(page).toHaveURL(/contact=/);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosa" })).toBeVisible();
});

test("the log shows one workspace's changes", async ({ page }) => {
  const name = await newWorkspace(page);
  await newContact(page, { first: "Rosalind" });
  await page.goto("/audit");
  await page.getByLabel("Workspace", { exact: true }).selectOption({ label: name });
  await expect(page).toHaveURL(/workspace=/);
  await expect(page.locator("#entries li")).toHaveCount(2);
  await expect(page.locator("#entries")).toContainText("Rosalind");
});

test("a slash that is typed into a field stays a slash", async ({ page }) => {
  await page.goto("/workspaces/new");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.focus();
  await page.keyboard.type("a/b");
  await expect(name).toHaveValue("a/b");
});

test("the audit log filters as one chooses, and tells what it was before", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", company: "Old Oak" });
  await page.getByRole("link", { name: "Edit Company" }).click();
  await page.getByLabel("Company").fill("New Oak");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "company")).toContainText("New Oak");

  await page.goto("/audit");
  const entries = page.locator("#entries li");
  await page.getByLabel("What", { exact: true }).selectOption("contact.edited");
  await expect(page).toHaveURL(/action=/);
  const newest = entries.filter({ hasText: "Rosa" }).first();
  await expect(newest).toContainText("edited");
  await expect(newest.locator(".diff")).toContainText("Company");
  await expect(newest.locator("del")).toContainText("Old Oak");
  await expect(newest.locator("ins")).toContainText("New Oak");
  await page.getByLabel("From").fill("2099-01-01");
  await expect(page.getByText("Nothing to show")).toBeVisible();
  await page.goBack();
  await expect(entries.first()).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("search and audit log are plain forms", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("combobox", { name: "Search" }).fill("loan");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main").getByRole("link", { name: "Loan Factory" })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
    await page.getByRole("searchbox", { name: "Filter by name" }).fill("ma");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/contacts\?q=ma$/);
    await expect(page.getByText("contacts fit")).toBeVisible();
    await expect(page.getByRole("searchbox", { name: "Filter by name" })).toHaveValue("ma");
    await page.getByRole("link", { name: "Next" }).click();
    await expect(page).toHaveURL(/q=ma&after=/);
    await page.goto("/audit");
    await page.getByLabel("About").selectOption("contact");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/what=/);
    await expect(page.getByLabel("About")).not.toHaveValue("");
  });
});
