// Todos: written down in plain words, ticked off, put off, edited, by hand and by keys.
import {
  expect,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
  toast,
} from "./support/test.js";

const todo = (page, title) => page.locator(".todo").filter({ hasText: title });
const group = (page, name) => page.locator(".todo-group").filter({ has: page.getByRole("heading", { name }) });

const add = async (page, words) => {
  await page.getByLabel("Add a todo").fill(words);
  await page.getByRole("button", { name: "Add todo" }).click();
};

let made = 0;
/** A title that no other test has. */
const titled = (words) => `${words} ${process.pid}-${(made += 1)}`;

const lifeOfATodo = async ({ page, watched }) => {
  watched.expect("POST", /^\/todos$/, 422);
  const title = titled("Call Ana");
  await page.goto("/todos");
  await add(page, `${title} tomorrow`);
  await expect(toast(page)).toContainText(`“${title}” was added for`);
  await expect(group(page, "Upcoming")).toContainText(title);
  await expect(todo(page, title)).toContainText("Tomorrow");
  await expect(page.getByLabel("Add a todo")).toBeFocused();

  await page.getByRole("button", { name: "Add todo" }).click();
  await expect(page.locator("#new-todo-problem")).toContainText("Fill this in");

  await todo(page, title).getByRole("link", { name: title }).click();
  await page.getByLabel("Note").fill("About the rates");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(todo(page, title)).toContainText("About the rates");

  await todo(page, title).locator("summary").click();
  await page.getByRole("button", { name: "To next Monday" }).click();
  await expect(todo(page, title)).toContainText("put off, was due Tomorrow");

  await page.getByRole("button", { name: `Done: ${title}` }).click();
  await expect(todo(page, title)).toHaveCount(0);
  await toast(page).filter({ hasText: "is done" }).getByRole("button", { name: "Undo" }).click();
  await expect(todo(page, title)).toBeVisible();
  await page.getByRole("button", { name: `Done: ${title}` }).click();
  await page.getByRole("link", { name: "Done", exact: true }).click();
  await page.getByRole("button", { name: `Open again: ${title}` }).click();
  await expect(toast(page).last()).toContainText("is open again");
};

test("a todo is added, edited, put off, ticked off and opened again", lifeOfATodo);

test.describe("on a phone", () => {
  test.use(PHONE);
  test("the same", lifeOfATodo);
});

test("a contact's todo shows on the start page and in their log", async ({ page }) => {
  await newWorkspace(page);
  await newContact(page, { first: "Rosa", last: "Ibarra" });
  const contact = page.url().replace(/\?.*/, "");
  const title = titled("Send rates");
  await add(page, `${title} today`);
  await expect(todo(page, title)).toContainText("Today");
  await add(page, titled("Ask for the deed"));
  await page.getByRole("button", { name: "Done: Ask for the deed" }).click();
  await expect(page.locator("#activity-list")).toContainText("Todo done: Ask for the deed");
  await page.goto("/");
  await expect(todo(page, title).getByRole("link", { name: "Rosa Ibarra" })).toBeVisible();
  await page.getByRole("button", { name: `Done: ${title}` }).click();
  await expect(todo(page, title)).toHaveCount(0);
  await page.goto(contact);
  await expect(page.locator("#activity-list")).toContainText(`Todo done: ${title}`);
});

test("Escape closes a todo that is open for editing", async ({ page }) => {
  const title = titled("Water the plants");
  await page.goto("/todos");
  await add(page, title);
  await todo(page, title).getByRole("link", { name: title }).click();
  await expect(page.getByLabel("What")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(todo(page, title).getByRole("link", { name: title })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("todos are plain forms", async ({ page }) => {
    const title = titled("Post the letter");
    await page.goto("/todos");
    await add(page, `${title} in 2 days`);
    await expect(group(page, "Upcoming")).toContainText(title);
    await todo(page, title).locator("summary").click();
    await todo(page, title).getByRole("button", { name: "Delete" }).click();
    await expect(toast(page)).toContainText("was deleted");
    await expect(todo(page, title)).toHaveCount(0);
  });
});
