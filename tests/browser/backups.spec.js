// A backup, the recovery sheet, and the way back: on the same box and on a new one.
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { isAccessible } from "./support/accessible.js";
import { start } from "./support/pi_crm.js";
import { PASSWORD, setUp } from "./support/set_up.js";
import { expect, test as anybodys } from "./support/test.js";

const test = anybodys.extend({
  newHouse: async ({}, use) => {
    const house = await start({ again: true });
    await use(house);
    await house.stop();
  },
  baseURL: ({ newHouse }, use) => use(newHouse.url),
});

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

// A house with one workspace and a backup; answers with what opens it.
async function backedUp(page, house) {
  await setUp(page, house);
  await newWorkspace(page, "Loans");
  await backUp(page);
  return recoveryKey(page);
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
  const key = await backedUp(page, newHouse);

  const newBox = await start({ again: true });
  const backups = join(newBox.folder, "data/backups");
  mkdirSync(backups, { recursive: true });
  cpSync(join(newHouse.folder, "data/backups"), backups, { recursive: true });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: newBox.url });
  const there = await context.newPage();
  await there.goto("/");
  await there.getByRole("link", { name: "Restore a backup" }).click();
  const restore = there.locator("form[action='/first-run/restore']");
  await restore.getByLabel("Set-up code").fill(newBox.code);
  await restore.getByLabel("Recovery key").fill(key.toLowerCase());
  await restore.getByRole("button", { name: "Restore" }).click();
  await startedAgain(there);
  await signIn(there);
  await expect(there.getByRole("link", { name: "Loans" }).first()).toBeVisible();
  await context.close();
  await newBox.stop();
});

test("a new box is moved into with the sheet and a file", async ({ page, newHouse, browser }) => {
  test.slow();
  const key = await backedUp(page, newHouse);
  const backups = join(newHouse.folder, "data/backups");
  const [file] = readdirSync(backups);

  const newBox = await start({ again: true });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: newBox.url });
  const there = await context.newPage();
  await there.goto("/first-run/restore");
  await there.getByText("It is a file on this device").click();
  const upload = there.locator("form[action$='/upload']");
  await upload.getByLabel("Set-up code").fill(newBox.code);
  await upload.getByLabel("Backup file").setInputFiles(join(backups, file));
  await upload.getByRole("button", { name: "Upload" }).click();
  await expect(there.getByLabel("Backup", { exact: true })).toContainText("The file you uploaded");
  await isAccessible(there);
  // The code is brought once.
  await expect(there.getByLabel("Set-up code")).toHaveCount(0);
  const restore = there.locator("form[action='/first-run/restore']");
  await restore.getByLabel("Recovery key").fill(key);
  await restore.getByRole("button", { name: "Restore" }).click();
  await startedAgain(there);
  await signIn(there);
  await expect(there.getByRole("link", { name: "Loans" }).first()).toBeVisible();
  await context.close();
  await newBox.stop();
});

test("storage that cannot be reached is told by its field, and nothing is typed twice", async ({
  page,
  newHouse,
  watched,
}) => {
  watched.expect("POST", /^\/household\/backups\/buckets$/, 422);
  await setUp(page, newHouse);
  await page.goto("/household/backups");
  await page.getByRole("link", { name: "Add S3 storage" }).click();
  await page.getByLabel("Endpoint").fill("http://127.0.0.1:9");
  await page.getByRole("textbox", { name: "Bucket", exact: true }).fill("Our Backups");
  await page.getByLabel("Access key").fill("AKTEST");
  await page.getByLabel("Secret key").fill("not told");
  await page.getByRole("button", { name: "Save and try it" }).click();
  await expect(page.getByRole("textbox", { name: "Bucket", exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Endpoint")).toHaveValue("http://127.0.0.1:9");

  await page.getByRole("textbox", { name: "Bucket", exact: true }).fill("our-backups");
  await page.getByLabel("Secret key").fill("nottold");
  await page.getByRole("button", { name: "Save and try it" }).click();
  await expect(page.getByText("It is saved, but does not work yet")).toBeVisible();
  await expect(page.getByLabel("Endpoint")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Secret key")).toHaveValue("");
  await isAccessible(page);
  await page.goto("/household/backups");
  await expect(page.getByRole("link", { name: "S3 storage", exact: true })).toBeVisible();
});
