// A passphrase for the box: set by its owner, asked for after a start, and then everything as before.
import { cpSync } from "node:fs";

import { isAccessible } from "./support/accessible.js";
import { newFolder, removeFolder, start } from "./support/pi_crm.js";
import { PASSWORD, setUp } from "./support/set_up.js";
import { expect, test } from "./support/test.js";

const WORDS = "plum tractor 9 violin";

async function setPassphrase(page, first, again) {
  const form = page.locator("form[action='/household/key/protect']");
  await form.getByLabel("Passphrase").fill(first);
  await form.getByLabel("The same again").fill(again);
  await form.getByLabel("Your password").fill(PASSWORD);
  await form.getByRole("button", { name: "Set the passphrase" }).click();
}

test("a passphrase is set, asked for after a start, and leads where one wanted to go", async ({
  browser,
  page,
  watched,
}) => {
  test.slow();
  const first = await start();
  const kept = newFolder();
  try {
    await setUp(page, first);
    await page.goto(`${first.url}/household`);
    await page.getByRole("link", { name: "Key", exact: true }).click();
    await expect(page.getByText("Without a passphrase")).toBeVisible();
    watched.expect("POST", /protect$/, 422);
    await setPassphrase(page, "too short", "too short");
    await expect(page.getByText("Use at least 14 characters").first()).toBeVisible();
    await setPassphrase(page, WORDS, "plum tractor 9 viola");
    await expect(page.getByText("The two are not the same").first()).toBeVisible();
    await setPassphrase(page, WORDS, WORDS);
    await expect(page.getByText("With a passphrase")).toBeVisible();
    await isAccessible(page);
    cpSync(first.folder, kept, { recursive: true });
  } finally {
    await first.stop();
  }

  const second = await start({ from: kept });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: second.url });
  try {
    const there = await context.newPage();
    await there.goto("/login?next=%2Ftodos");
    await expect(there.getByRole("heading", { level: 1, name: "Locked" })).toBeVisible();
    await expect(there.getByText("Kim")).toHaveCount(0);
    await isAccessible(there);
    await there.getByLabel("Passphrase").fill("plum tractor 9 viola");
    await there.getByRole("button", { name: "Unlock" }).click();
    await expect(there.getByText("This is not the passphrase")).toBeVisible();
    await there.getByLabel("Passphrase").fill(WORDS);
    await there.getByRole("button", { name: "Unlock" }).click();
    await there.getByLabel("E-mail").fill("kim@example.com");
    await there.getByLabel("Password").fill(PASSWORD);
    await there.getByRole("button", { name: "Sign in" }).click();
    await expect(there.getByRole("heading", { level: 1, name: "Todos" })).toBeVisible();
    await there.goto("/household/key");
    await there.getByRole("button", { name: "Exchange the key" }).waitFor();
  } finally {
    await context.close();
    await second.stop();
    removeFolder(kept);
  }
});
