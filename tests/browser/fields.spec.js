// Custom fields: added, filled in, deleted and brought back; packs; without script; on a phone.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  field,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  testOfAndy as test,
  toast,
} from "./support/test.js";

/** The fields page of the workspace whose list is open. */
async function openFields(page) {
  const list = new URL(page.url()).pathname;
  await page.goto(list.replace(/contacts$/, "fields"));
  await expect(page.getByRole("heading", { level: 1, name: "Custom fields" })).toBeVisible();
  return list;
}

async function addField(page, { label, type = "Text", choices = "", required = false }) {
  await page.getByRole("link", { name: "New field" }).first().click();
  await page.getByLabel("Label").fill(label);
  await page.getByLabel("Type").selectOption({ label: type });
  if (choices) await page.getByLabel("Choices of a dropdown").fill(choices);
  if (required) await page.getByRole("checkbox", { name: "Required" }).check();
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(page.getByRole("link", { name: label, exact: true })).toBeVisible();
}

const edit = (page, label) => page.getByRole("link", { name: `Edit ${label}` });
const openFold = (page) => page.getByText("Add a field value").click();

test("a field is added, filled in in place, deleted and brought back", async ({ page }) => {
  await newWorkspace(page);
  const list = await openFields(page);
  await addField(page, { label: "Birthday", type: "Date" });
  await expect(toast(page)).toContainText("Birthday was added");
  await page.goto(list);
  await newContact(page, { first: "Rosa" });
  const contact = page.url();
  await openFold(page);
  await edit(page, "Birthday").click();
  await page.getByLabel("Birthday").fill("1985-02-28");
  await page.getByLabel("The year is not known").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field(page, "custom-birthday")).toContainText("Feb 28");
  await expect(toast(page)).toContainText("Rosa was saved");
  const changes = page.getByRole("region", { name: "Recent changes" });
  await expect(changes).toContainText("28 Feb");

  await page.goto(list);
  await openFields(page);
  await page.getByRole("link", { name: "Delete Birthday" }).click();
  await expect(page.getByText("1 contact has a value in it")).toBeVisible();
  await page.getByRole("button", { name: "Delete field" }).click();
  await page.goto(contact);
  await expect(page.locator("#custom-birthday")).toHaveCount(0);
  await page.goto(list);
  await openFields(page);
  await page.getByRole("button", { name: "Bring back" }).click();
  await page.goto(contact);
  await expect(field(page, "custom-birthday")).toContainText("Feb 28");
});

test("what is wrong is said beside the field, and stays typed", async ({ page, watched }) => {
  watched.expect("POST", /\/edit$/, 422);
  watched.expect("POST", /\/fields$/, 422);
  await newWorkspace(page);
  const list = await openFields(page);
  await page.getByRole("link", { name: "New field" }).first().click();
  await page.getByLabel("Label").fill("Client");
  await expect(page.getByLabel("Choices of a dropdown")).toBeHidden();
  await page.getByLabel("Type").selectOption({ label: "Dropdown" });
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(page.locator("#options-problem")).toBeVisible();
  await page.getByLabel("Choices of a dropdown").fill("Buyer\nSeller");
  await page.getByRole("button", { name: "Add field" }).click();
  await addField(page, { label: "File", type: "Web address" });
  await page.goto(list);
  await newContact(page, { first: "Rosa" });
  await openFold(page);
  await edit(page, "File").click();
  await page.getByLabel("File").fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#custom-file-problem")).toContainText("https://");
  await expect(page.getByLabel("File")).toHaveValue("javascript:alert(1)");
  await page.getByLabel("File").fill("example.com/loan/7");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("link", { name: /example.com\/loan\/7/ })).toHaveAttribute(
    "href",
    "https://example.com/loan/7",
  );
});

test("a link to a contact is chosen from those found", async ({ page }) => {
  await newWorkspace(page);
  const list = await openFields(page);
  await addField(page, { label: "Spouse", type: "Link to a contact" });
  await page.goto(list);
  await newContact(page, { first: "Theodora", last: "Park" });
  await page.goto(list);
  await newContact(page, { first: "Rosa" });
  await openFold(page);
  await edit(page, "Spouse").click();
  await page.getByLabel("Spouse").fill("odor");
  await page.getByLabel("Theodora Park").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Theodora Park", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Theodora Park");
});

test("a pack is added by one press", async ({ page }) => {
  await newWorkspace(page);
  await openFields(page);
  await isAccessible(page);
  const mortgage = page.locator(".pack", { hasText: "Mortgage" });
  await mortgage.getByRole("button").click();
  await expect(toast(page)).toContainText("15 fields were added");
  await expect(mortgage).toContainText("All of these are there");
  await expect(page.getByRole("link", { name: "Loan amount", exact: true })).toBeVisible();
  await isAccessible(page);
});

test("a required field is asked for on a new contact", async ({ page, watched }) => {
  watched.expect("POST", /\/contacts$/, 422);
  await newWorkspace(page);
  const list = await openFields(page);
  await addField(page, { label: "Source", required: true });
  await page.goto(list);
  await page.getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill("Rosa");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(page.locator("#custom-source-problem")).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("Source").fill("A fair");
  await page.getByRole("button", { name: "Add contact" }).click();
  await expect(field(page, "custom-source")).toContainText("A fair");
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("fields fit the screen and are filled in", async ({ page }) => {
    await newWorkspace(page);
    const list = await openFields(page);
    await page.locator(".pack", { hasText: "Personal" }).getByRole("button").click();
    await fits(page);
    await page.goto(list);
    await newContact(page, { first: "Rosa" });
    await openFold(page);
    await edit(page, "Pets").click();
    await page.getByLabel("Pets").fill("Two cats");
    await fits(page);
    await isAccessible(page);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(field(page, "custom-pets")).toContainText("Two cats");
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a value is edited on a page of its own", async ({ page }) => {
    await newWorkspace(page);
    const list = await openFields(page);
    await addField(page, { label: "Pets" });
    await page.goto(list);
    await newContact(page, { first: "Rosa" });
    const uid = new URL(page.url()).pathname;
    await openFold(page);
    await edit(page, "Pets").click();
    await page.getByLabel("Pets").fill("Two cats");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(new RegExp(`${uid}\\?done=`));
    await expect(field(page, "custom-pets")).toContainText("Two cats");
  });
});
