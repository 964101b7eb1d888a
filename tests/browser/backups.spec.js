// A backup, the recovery sheet, and the way back: on the same box and on a new one.
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { start } from "./support/pi_crm.js";
import { expect, test as anybodys } from "./support/test.js";

const PASSWORD = "three careful gardeners";

const test = anybodys.extend({
  newHouse: async ({}, use) => {
    const house = await start({ again: true });
    await use(house);
    await house.stop();
  },
  baseURL: ({ newHouse }, use) => use(newHouse.url),
});

async function setUp(page, house) {
  await page.goto("/");
  await page.getByLabel("Set-up code").fill(house.code);
  await page.getByLabel("Your name").fill("Kim Ōta");
  await page.getByLabel("E-mail").fill("kim@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kim Ōta" })).toBeVisible();
}

async function newWorkspace(page, name) {
  await page.goto("/workspaces/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

async function backUp(page) {
  await page.goto("/household/backups");
  await page.getByRole("button", { name: "Back up now" }).click();
  await expect(page.getByText("Went well")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("No drive is plugged in")).toBeVisible();
}

async function recoveryKey(page) {
  await page.getByRole("button", { name: "Show the recovery sheet" }).click();
  await expect(page.getByRole("img", { name: "QR code with the recovery key" })).toBeVisible();
  return page.locator("#recovery-key").textContent();
}

/** It starts again by itself, and then nobody is signed in. */
async function startedAgain(page) {
  await expect(page.getByText("It is restored")).toBeVisible({ timeout: 30_000 });
  const outcome = async () => {
    const answer = await page.request.get("/", { maxRedirects: 0 }).catch(() => null);
    return answer?.headers().location ?? "not yet";
  };
  await expect.poll(outcome, { timeout: 30_000 }).toBe("/login");
}

async function signIn(page) {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill("kim@example.com");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kim Ōta" })).toBeVisible();
}

test("what was backed up is had back, and what came later is set aside", async ({
  page,
  newHouse,
}) => {
  test.slow();
  await setUp(page, newHouse);
  await newWorkspace(page, "Loans");
  await backUp(page);
  await newWorkspace(page, "Later");

  await page.goto("/household/backups");
  await page.getByRole("link", { name: "Restore a backup" }).click();
  await expect(page.getByLabel("Backup", { exact: true })).toContainText("This box");
  await page.getByLabel("Set aside everything there is now").check();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await startedAgain(page);

  await signIn(page);
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu.getByRole("link", { name: "Loans" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Later" })).toHaveCount(0);
  await page.getByRole("link", { name: "Nothing is sent at present" }).click();
  await page.getByRole("button", { name: "Release sending" }).click();
  await expect(page.getByText("Nothing is sent at present")).toHaveCount(0);
  expect(readdirSync(join(newHouse.folder, "data/set-aside"))).toHaveLength(1);
});

test("a new box is moved into with the sheet and the drive", async ({ page, newHouse, browser }) => {
  test.slow();
  await setUp(page, newHouse);
  await newWorkspace(page, "Loans");
  await backUp(page);
  const key = await recoveryKey(page);

  const newBox = await start({ again: true });
  const backups = join(newBox.folder, "data/backups");
  mkdirSync(backups, { recursive: true });
  cpSync(join(newHouse.folder, "data/backups"), backups, { recursive: true });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: newBox.url });
  const there = await context.newPage();
  await there.goto("/");
  await there.getByRole("link", { name: "Restore a backup" }).click();
  await there.getByLabel("Set-up code").fill(newBox.code);
  await there.getByLabel("Recovery key").fill(key.toLowerCase());
  await there.getByRole("button", { name: "Restore" }).click();
  await startedAgain(there);
  await signIn(there);
  await expect(there.getByRole("link", { name: "Loans" }).first()).toBeVisible();
  await context.close();
  await newBox.stop();
});
