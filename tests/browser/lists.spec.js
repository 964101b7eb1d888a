// Stages and tags: kept in order, given to contacts, taken away, undone.
import {
  expect,
  field,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  tabTo,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const openLists = async (page) => {
  await page.getByRole("link", { name: "Stages and tags" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Stages and tags" })).toBeVisible();
};

const stages = (page) => page.getByRole("region", { name: "Stages", exact: true });
const tags = (page) => page.getByRole("region", { name: "Tags", exact: true });
const names = (region) => region.locator(".list-name").allTextContents();

const add = async (page, kind, name) => {
  await page.getByLabel(`New ${kind}`).fill(name);
  await page.getByRole("button", { name: `Add ${kind}` }).click();
  await expect(page.locator(".list-name").getByText(name, { exact: true })).toBeVisible();
};

const backToContacts = (page) =>
  page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link").first().click();

/** A workspace with three stages, a tag and one contact; ends on the contact's page. */
const rosaAmongStages = async (page) => {
  await newWorkspace(page);
  await openLists(page);
  for (const name of ["Leads", "Prospects", "Closed"]) await add(page, "stage", name);
  await add(page, "tag", "Hot");
  await backToContacts(page);
  await newContact(page, { first: "Rosa", last: "Ibarra" });
};

const moveTo = async (page, stage) => {
  await page.getByRole("link", { name: "Edit Stage" }).click();
  await page.getByLabel("Stage", { exact: true }).selectOption(stage);
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await expect(field(page, "stage")).toContainText(stage);
};

test("lists are added, renamed, coloured and put in order in place", async ({ page, watched }) => {
  watched.expect("POST", /\/lists$/, 422);
  await newWorkspace(page);
  await openLists(page);
  for (const name of ["Leads", "Prospects", "Closed"]) await add(page, "stage", name);
  await add(page, "tag", "Hot");
  await page.getByLabel("New stage").fill("leads");
  await page.getByRole("button", { name: "Add stage" }).click();
  await expect(page.locator("#new-stage-problem")).toContainText("already");
  await expect(page.getByLabel("New stage")).toHaveValue("leads");

  const up = page.getByRole("button", { name: "Move up Closed" });
  await up.click();
  await expect.poll(() => names(stages(page))).toEqual(["Leads", "Closed", "Prospects"]);
  await expect(up).toBeFocused();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(stages(page))).toEqual(["Leads", "Prospects", "Closed"]);

  await page.getByRole("link", { name: "Edit Prospects" }).click();
  await page.getByLabel("Name").fill("Warm leads");
  await stages(page).locator(".list-open").getByLabel("Pink").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => names(stages(page))).toEqual(["Leads", "Warm leads", "Closed"]);
  await expect(toast(page)).toContainText("The stage “Warm leads” was saved.");
  await page.getByRole("link", { name: "Edit Leads", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Edit Leads", exact: true })).toBeVisible();
});

test("a contact moves, is tagged, and its activity tells", async ({ page }) => {
  await rosaAmongStages(page);
  await moveTo(page, "Leads");
  await expect(toast(page)).toContainText("Rosa Ibarra moved to Leads.");
  await moveTo(page, "Prospects");
  const activity = page.getByRole("region", { name: "Activity" });
  await expect(activity.locator(".activity-line").first()).toContainText(
    "Primary List changed: Leads → Prospects on",
  );
  await activity.locator(".activity-line").first().click();
  await expect(activity.getByRole("listitem").first().locator("dl")).toContainText("Leads");

  await page.getByLabel("Add a tag").fill("hot");
  await page.keyboard.press("Enter");
  await expect(page.locator("#tags-row .tag")).toHaveText([/Hot/]);
  await page.getByLabel("Add a tag").fill("Knows Theo");
  await page.keyboard.press("Enter");
  await expect(page.locator("#tags-row .tag")).toHaveText([/Hot/, /Knows Theo/]);
  await expect(page.locator("#contact-marks")).toContainText("Knows Theo");
  await page.getByRole("button", { name: "Remove the tag Hot" }).click();
  await expect(page.locator("#tags-row .tag")).toHaveText([/Knows Theo/]);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("#tags-row .tag")).toHaveText([/Hot/, /Knows Theo/]);
});

test("a deleted stage asks where its contacts go, and comes back with them", async ({ page }) => {
  await rosaAmongStages(page);
  await moveTo(page, "Leads");
  await backToContacts(page);
  await expect(page.getByRole("navigation", { name: "Stages" })).toContainText("Leads1");
  await openLists(page);
  await stages(page).locator("summary").first().click();
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page.getByText("1 contact is on it")).toBeVisible();
  await page.getByLabel("Where its contacts go").selectOption("Closed");
  await page.getByRole("button", { name: "Delete stage" }).click();
  await expect(toast(page)).toContainText(
    "The stage “Leads” was deleted: 1 contact went to “Closed”.",
  );
  await expect.poll(() => names(stages(page))).toEqual(["Prospects", "Closed"]);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(stages(page))).toEqual(["Leads", "Prospects", "Closed"]);
  await page.getByRole("link", { name: "Leads", exact: true }).click();
  await expect(page.getByRole("link", { name: "Rosa Ibarra" })).toBeVisible();
});

test("a stage deleted meanwhile is told, and another can be chosen", async (
  { page, context, watched },
) => {
  watched.expect("POST", /\/stage\/edit$/, 422);
  await rosaAmongStages(page);
  await page.getByRole("link", { name: "Edit Stage" }).click();
  await page.getByLabel("Stage", { exact: true }).selectOption("Leads");
  const other = await context.newPage();
  await other.goto(page.url());
  await backToContacts(other);
  await openLists(other);
  await stages(other).locator("summary").first().click();
  await other.getByRole("link", { name: "Delete" }).click();
  await other.getByRole("button", { name: "Delete stage" }).click();
  await expect(toast(other)).toContainText("deleted");

  await page.getByRole("button", { name: "Move", exact: true }).click();
  await expect(page.locator("#stage-problem")).toContainText("deleted in the meantime");
  await page.getByLabel("Stage", { exact: true }).selectOption("Prospects");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await expect(field(page, "stage")).toContainText("Prospects");
});

test("the list goes by stage and by tag, with the address to keep", async ({ page }) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  const nav = page.getByRole("navigation", { name: "Stages" });
  await nav.getByRole("link", { name: /^Applications/ }).click();
  await expect(page).toHaveURL(/stage=/);
  await expect(nav.locator("[aria-current]")).toContainText("Applications");
  const cells = page.locator(".data td .stage");
  expect(new Set(await cells.allTextContents())).toEqual(new Set(["Applications"]));
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("checkbox", { name: "Referral" }).check();
  await page.getByRole("button", { name: "Show contacts" }).click();
  await expect(page).toHaveURL(/stage=.*&tag=/);
  for (const row of await page.locator(".data tbody tr").all()) {
    await expect(row).toContainText("Applications");
  }
  await page.getByRole("columnheader", { name: "Added" }).getByRole("link").click();
  await expect(page).toHaveURL(/stage=.*&tag=.*&sort=-created_on/);
});

test("all of it goes by keyboard", async ({ page }) => {
  await rosaAmongStages(page);
  await tabTo(page, page.getByRole("link", { name: "Edit Stage" }));
  await page.keyboard.press("Enter");
  const select = page.getByLabel("Stage", { exact: true });
  await expect(select).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("l");
    await expect(select.locator("option:checked")).toHaveText("Leads", { timeout: 500 });
  }).toPass();
  await tabTo(page, page.getByRole("button", { name: "Move", exact: true }));
  await page.keyboard.press("Enter");
  await expect(field(page, "stage")).toContainText("Leads");
  await expect(page.locator("#stage")).toBeFocused();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("stages and tags are kept and given all the same", async ({ page }) => {
    await rosaAmongStages(page);
    await moveTo(page, "Prospects");
    await expect(page.getByText("Primary List changed: No stage → Prospects on")).toBeVisible();
    await page.getByLabel("Add a tag").fill("Hot");
    await page.getByRole("button", { name: "Add tag" }).click();
    await expect(page.locator("#tags-row .tag")).toContainText("Hot");
    await backToContacts(page);
    await openLists(page);
    await page.getByRole("button", { name: "Move down Leads" }).click();
    await expect.poll(() => names(stages(page))).toEqual(["Prospects", "Leads", "Closed"]);
    await tags(page).locator("summary").first().click();
    await page.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete tag" }).click();
    const told = "The tag “Hot” was deleted: it was taken off 1 contact.";
    await expect(page.getByText(told)).toBeVisible();
  });
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("the pages fit and work", async ({ page }) => {
    await rosaAmongStages(page);
    await fits(page);
    await moveTo(page, "Leads");
    await page.getByLabel("Add a tag").fill("W".repeat(60));
    await page.getByRole("button", { name: "Add tag" }).click();
    await expect(page.locator("#tags-row .tag")).toContainText("WWW");
    await fits(page);
    await backToContacts(page);
    await fits(page);
    await openLists(page);
    await fits(page);
  });
});
