// A contact's log: notes, calls and meetings written down, found by tab, edited, pinned, undone.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const composer = (page) => page.locator("#composer");
const list = (page) => page.locator("#activity-list");
const tab = (page, name) =>
  page.getByRole("navigation", { name: "Activity" }).getByRole("link", { name });
const line = (page, words) => list(page).locator("summary", { hasText: words });

const rosa = async (page) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", last: "Ibarra" });
};

const writeNote = async (page, text) => {
  await composer(page).getByLabel("Note", { exact: true }).last().fill(text);
  await composer(page).getByRole("button", { name: "Add to the log" }).click();
  await expect(toast(page)).toContainText("Saved in the log of");
};

test("a note is formatted by its buttons, saved in place, opened, edited and undone", async (
  { page, watched },
) => {
  watched.expect("POST", /\/log$/, 422);
  await rosa(page);
  const text = composer(page).locator("textarea");
  await text.fill("tea");
  await text.selectText();
  await composer(page).getByRole("button", { name: "Bold" }).click();
  await expect(text).toHaveValue("**tea**");
  await text.press("End");
  await text.pressSequentially("\ngreen");
  await composer(page).getByRole("button", { name: "List", exact: true }).click();
  await expect(text).toHaveValue("**tea**\n- green");
  await composer(page).getByRole("button", { name: "Add to the log" }).click();
  await expect(line(page, "tea")).toBeVisible();
  await expect(text).toHaveValue("");

  await composer(page).getByRole("button", { name: "Add to the log" }).click();
  await expect(composer(page).locator("#text-problem")).toContainText("Write something first");

  await line(page, "tea").click();
  const whole = list(page).locator(".entry-whole");
  await expect(whole.locator("strong")).toHaveText("tea");
  await expect(whole.locator("li")).toHaveText("green");
  await isAccessible(page);
  await whole.getByRole("link", { name: "Edit" }).click();
  await whole.locator("textarea").fill("coffee");
  await whole.getByRole("button", { name: "Save" }).click();
  await expect(line(page, "coffee")).toContainText("Edited");
  await line(page, "coffee").click();
  await list(page).getByRole("link", { name: "Earlier versions (1)" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Until" })).toContainText("green");
  await page.goBack();
  await line(page, "coffee").click();
  await list(page).getByRole("button", { name: "Delete" }).click();
  await expect(line(page, "coffee")).toHaveCount(0);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(line(page, "coffee")).toBeVisible();
});

test("a call and a meeting ask for what they need, and tabs keep them apart", async ({ page }) => {
  await rosa(page);
  await expect(page.locator("#contact-notices")).toContainText("Never contacted");
  await expect(composer(page).getByLabel("Outcome")).toBeHidden();
  await composer(page).getByText("Call", { exact: true }).click();
  await expect(composer(page).getByLabel("Where")).toBeHidden();
  await composer(page).getByLabel("Outcome").selectOption("Left a message");
  await composer(page).getByLabel("Minutes").fill("2");
  await composer(page).getByRole("button", { name: "Add to the log" }).click();
  await expect(line(page, "Outgoing call, left a message, 2 min")).toBeVisible();
  await expect(page.locator("#contact-notices")).toContainText("Last contact just now");

  await composer(page).getByText("Meeting", { exact: true }).click();
  await composer(page).getByLabel("Where").fill("Harbor café");
  await composer(page).getByRole("button", { name: "Add to the log" }).click();
  await expect(line(page, "Meeting, Harbor café")).toBeVisible();

  await tab(page, "Phone calls").click();
  await expect(page).toHaveURL(/tab=calls/);
  await expect(line(page, "Meeting")).toHaveCount(0);
  await expect(line(page, "Outgoing call")).toBeVisible();
  await page.reload();
  await expect(tab(page, "Phone calls")).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(line(page, "Meeting")).toBeVisible();
  await isAccessible(page);
});

test("a second tab cannot overwrite a note silently", async ({ page, context, watched }) => {
  watched.expect("POST", /\/edit$/, 409);
  await rosa(page);
  await writeNote(page, "As both saw it");
  const open = async (where) => {
    await line(where, "As both saw it").click();
    await list(where).getByRole("link", { name: "Edit" }).click();
  };
  await open(page);
  await list(page).locator("textarea").fill("Mine");
  const other = await context.newPage();
  await other.goto(page.url());
  await open(other);
  await list(other).locator("textarea").fill("Theirs");
  await list(other).getByRole("button", { name: "Save" }).click();
  await expect(line(other, "Theirs")).toBeVisible();

  await list(page).getByRole("button", { name: "Save" }).click();
  await expect(list(page).getByRole("alert")).toContainText("Theirs");
  await expect(list(page).locator("textarea")).toHaveValue("Mine");
  await isAccessible(page);
  await list(page).getByRole("button", { name: "Save mine" }).click();
  await expect(line(page, "Mine")).toBeVisible();
});

test("older entries come by themselves, and what is pinned stays on top", async ({ page }) => {
  await rosa(page);
  for (let at = 0; at < 24; at += 1) {
    await writeNote(page, `Note ${at}`);
    await expect(line(page, `Note ${at}`)).toBeVisible();
  }
  await expect(line(page, "Note 23")).toBeVisible();
  await list(page).locator(".activity-more").scrollIntoViewIfNeeded();
  await expect(line(page, /^Note 0/)).toBeVisible();
  await line(page, /^Note 0/).click();
  await list(page).getByRole("button", { name: "Pin" }).click();
  await expect(page.getByRole("list", { name: "Pinned" })).toContainText("Note 0");
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("a note is written and read", async ({ page }) => {
    await rosa(page);
    await writeNote(page, "Met at the **harbor**");
    await line(page, "Met at the harbor").click();
    await expect(list(page).locator(".written strong")).toHaveText("harbor");
    await fits(page);
    await isAccessible(page);
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a note is written, opened and edited", async ({ page }) => {
    await rosa(page);
    await composer(page).locator("textarea").fill("**Plain** and simple");
    await composer(page).getByRole("button", { name: "Add to the log" }).click();
    await line(page, "Plain and simple").click();
    await list(page).getByRole("link", { name: "Open this entry" }).click();
    await expect(page.locator(".written strong")).toHaveText("Plain");
    await page.getByRole("link", { name: "Edit" }).click();
    await page.locator("textarea").fill("Simpler");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(line(page, "Simpler")).toBeVisible();
  });
});
