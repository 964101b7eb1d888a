// The board: cards dragged, carried by keyboard, moved by a form; always undone, never lost.
import {
  expect,
  fits,
  newContact,
  newWorkspace,
  PHONE,
  tabTo,
  testOfAndy as test,
  toast,
} from "./support/test.js";
import { isAccessible } from "./support/accessible.js";

const column = (page, name) => page.locator(`.board-column[data-name="${name}"]`);
const card = (page, name) => page.locator(".board-card").filter({ hasText: name });
const countOf = (page, name) => column(page, name).locator(".board-head .count");
const names = (page, stage) => column(page, stage).locator(".board-name").allTextContents();
const undo = (page) => toast(page).getByRole("button", { name: "Undo" }).click();

/** A workspace with three stages and some contacts; ends on its board. */
const aBoard = async (page, people = ["Rosa Ibarra", "Theo Vance"]) => {
  await newWorkspace(page);
  const workspace = new URL(page.url()).pathname.split("/")[2];
  await page.goto(`/w/${workspace}/lists`);
  for (const name of ["Leads", "Prospects", "Closed"]) {
    await page.getByLabel("New stage").fill(name);
    await page.getByRole("button", { name: "Add stage" }).click();
    await expect(page.locator(".list-name").getByText(name, { exact: true })).toBeVisible();
  }
  for (const person of people) {
    const [first, last] = person.split(" ");
    await page.goto(`/w/${workspace}/contacts`);
    await newContact(page, { first, last });
  }
  await page.goto(`/w/${workspace}/contacts`);
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Board" }).click();
  await expect(page).toHaveURL(new RegExp(`/w/${workspace}/board`));
  return workspace;
};

const middle = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + Math.min(height / 2, 60) };
};

const drag = async (page, what, where) => {
  const [from, to] = [await middle(what), await middle(where)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 4);
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await expect(page.locator(".board-ghost")).toBeVisible();
  await page.mouse.up();
};

test("a card is dragged to another stage, counted there, and comes back", async ({ page }) => {
  await aBoard(page);
  await drag(page, card(page, "Rosa Ibarra"), column(page, "Prospects"));
  await expect(toast(page)).toContainText("Rosa Ibarra moved to Prospects.");
  await expect.poll(() => names(page, "Prospects")).toEqual(["Rosa Ibarra"]);
  await expect(countOf(page, "Prospects")).toHaveText(/^1/);
  await expect(countOf(page, "No stage")).toHaveText(/^1/);
  await expect(page.locator(".board-ghost, .is-moving, .is-lifted, .is-target")).toHaveCount(0);
  await page.reload();
  await expect.poll(() => names(page, "Prospects")).toEqual(["Rosa Ibarra"]);

  await drag(page, card(page, "Theo Vance"), column(page, "Prospects"));
  await expect.poll(() => names(page, "Prospects")).toEqual(["Rosa Ibarra", "Theo Vance"]);
  await undo(page);
  await expect.poll(() => names(page, "Prospects")).toEqual(["Rosa Ibarra"]);
  await expect(page).toHaveURL(/\/board/);
});

test("a drag that ends where it began, or by Escape, changes nothing", async ({ page }) => {
  await aBoard(page);
  await drag(page, card(page, "Rosa Ibarra"), column(page, "No stage"));
  const [from, to] = [await middle(card(page, "Theo Vance")), await middle(column(page, "Closed"))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(page.locator(".board-ghost")).toHaveCount(0);
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra", "Theo Vance"]);
  await expect(toast(page)).toHaveCount(0);
  await page.reload();
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra", "Theo Vance"]);
  await card(page, "Rosa Ibarra").getByRole("link", { name: "Rosa Ibarra", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Rosa Ibarra" })).toBeVisible();
});

test("a card is carried by keyboard, and each step is announced", async ({ page }) => {
  await aBoard(page);
  const rosa = page.getByRole("link", { name: "Rosa Ibarra", exact: true });
  const said = page.locator("#board-said");
  await tabTo(page, rosa);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Theo Vance", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(rosa).toBeFocused();
  await page.keyboard.press(" ");
  await expect(said).toContainText("Rosa Ibarra picked up from No stage");
  await page.keyboard.press("ArrowRight");
  await expect(said).toHaveText("Leads");
  await page.keyboard.press("ArrowRight");
  await expect(said).toHaveText("Prospects");
  await page.keyboard.press("Escape");
  await expect(said).toHaveText("Rosa Ibarra put back");
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra", "Theo Vance"]);
  await expect(rosa).toBeFocused();
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(" ");
  await expect(said).toHaveText("Rosa Ibarra is in Leads");
  await expect(toast(page)).toContainText("Rosa Ibarra moved to Leads.");
  await expect(rosa).toBeFocused();
  await expect.poll(() => names(page, "Leads")).toEqual(["Rosa Ibarra"]);
});

test("“Move to…” asks in place, and what was moved meanwhile is told", async (
  { page, context, watched },
) => {
  watched.expect("POST", /\/board\/move$/, 409);
  await aBoard(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await card(page, "Rosa Ibarra").hover();
  await card(page, "Rosa Ibarra").getByRole("link", { name: "Move Rosa Ibarra to…" }).click();
  const dialog = page.getByRole("dialog", { name: "Move Rosa Ibarra" });
  await dialog.getByLabel("Stage", { exact: true }).selectOption("Closed");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(toast(page)).toContainText("Rosa Ibarra moved to Closed.");
  await expect.poll(() => names(page, "Closed")).toEqual(["Rosa Ibarra"]);

  await drag(other, card(other, "Rosa Ibarra"), column(other, "Leads"));
  await expect(toast(other)).toContainText("Rosa Ibarra was moved to “Closed” in the meantime");
  await expect.poll(() => names(other, "Closed")).toEqual(["Rosa Ibarra"]);
  await expect.poll(() => names(other, "Leads")).toEqual([]);
  await expect.poll(() => names(other, "No stage")).toEqual(["Theo Vance"]);
});

test("a lost connection puts the card back", async ({ page, context, watched }) => {
  watched.expect("POST", /\/board\/move$/, "net::ERR_INTERNET_DISCONNECTED");
  watched.say(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await aBoard(page);
  await context.setOffline(true);
  await drag(page, card(page, "Rosa Ibarra"), column(page, "Closed"));
  await expect(toast(page)).toBeVisible();
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra", "Theo Vance"]);
  await expect(page.locator(".is-moving")).toHaveCount(0);
  await context.setOffline(false);
});

test("columns fold and stay so; the filter narrows all of them", async ({ page }) => {
  await aBoard(page);
  await column(page, "Closed").locator("summary").click();
  await expect(column(page, "Closed").locator(".board-cards")).toBeHidden();
  await page.reload();
  await expect(column(page, "Closed").locator(".board-cards")).toBeHidden();
  await page.getByRole("searchbox", { name: /Filter by name/ }).fill("rosa");
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra"]);
  await expect(page).toHaveURL(/q=rosa/);
  await drag(page, card(page, "Rosa Ibarra"), column(page, "Leads"));
  await expect.poll(() => names(page, "Leads")).toEqual(["Rosa Ibarra"]);
  await undo(page);
  await expect(page).toHaveURL(/q=rosa/);
  await expect.poll(() => names(page, "No stage")).toEqual(["Rosa Ibarra"]);
});

test("a long column shows more, and each card once", async ({ page }) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Board" }).click();
  const leads = column(page, "Leads");
  await expect(leads.locator(".board-card")).toHaveCount(50);
  await leads.getByRole("link", { name: "Show more" }).click();
  await expect(leads.locator(".board-card")).toHaveCount(100);
  const ids = await leads.locator(".board-card").evaluateAll((cards) => cards.map(({ id }) => id));
  expect(new Set(ids).size).toBe(100);
  await expect(leads.locator(".badge-warn").first()).toContainText("Silent for");
  await isAccessible(page);
});

test("the panel of the table filters the board", async ({ page }) => {
  await aBoard(page);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "Filter contacts" });
  await expect(panel.getByLabel("Last contact", { exact: true })).toBeVisible();
  await isAccessible(page);
  await panel.getByText("Name, e-mail, phone, company").click();
  await panel.getByLabel("Last name: what").fill("Ibarra");
  await panel.getByRole("button", { name: "Show contacts" }).click();
  await expect(page).toHaveURL(/\/board\?last_name/);
  await expect(card(page, "Rosa Ibarra")).toBeVisible();
  await expect(card(page, "Theo Vance")).toBeHidden();
  await expect(page.locator(".chip")).toContainText("Ibarra");
  await isAccessible(page);
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(card(page, "Theo Vance")).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a card moves by a form of its own", async ({ page }) => {
    await aBoard(page);
    await page.getByRole("link", { name: "Move Rosa Ibarra to…" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Move Rosa Ibarra" })).toBeVisible();
    await page.getByLabel("Stage").selectOption("Prospects");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await expect(page).toHaveURL(/\/board/);
    await expect(toast(page)).toContainText("Rosa Ibarra moved to Prospects.");
    expect(await names(page, "Prospects")).toEqual(["Rosa Ibarra"]);
  });
});

test.describe("on a phone", () => {
  test.use(PHONE);

  test("columns scroll sideways, and a finger that rests on a card picks it up", async (
    { page, context },
  ) => {
    await aBoard(page);
    await fits(page);
    const from = await middle(card(page, "Rosa Ibarra"));
    const client = await context.newCDPSession(page);
    const touch = (type, x, y) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x, y }],
      });
    await touch("touchStart", from.x, from.y);
    await expect(page.locator(".board-ghost")).toBeVisible();
    await touch("touchMove", 380, from.y);
    await expect(column(page, "Leads")).toHaveClass(/is-target/);
    await touch("touchEnd");
    await expect(toast(page)).toContainText("Rosa Ibarra moved to Leads.");
    await expect.poll(() => names(page, "Leads")).toEqual(["Rosa Ibarra"]);
    await fits(page);
  });
});
