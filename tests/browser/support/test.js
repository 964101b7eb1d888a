// Fixtures: servers, people in front of a watched browser.
import { test as base, expect } from "@playwright/test";

import { ANDY, PASSWORD, start } from "./pi_crm.js";
import { watch } from "./watch.js";

export { ANDY, PASSWORD, expect };

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export const test = base.extend({
  // One server with demo data for each worker. A test makes a workspace of its own in it.
  house: [
    async ({}, use) => {
      const house = await start({ from: process.env.DEMO_DATA });
      await use(house);
      await house.stop();
    },
    { scope: "worker" },
  ],

  // Andy's session on it, begun once.
  andysSession: [
    async ({ house, browser }, use) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: house.url });
      const page = await context.newPage();
      await signIn(page);
      await use(await context.storageState());
      await context.close();
    },
    { scope: "worker" },
  ],

  // A server that nobody has set up yet.
  newHouse: async ({}, use) => {
    const house = await start();
    await use(house);
    await house.stop();
  },

  // Further contexts with the same settings: other devices, other people.
  device: async ({ browser, house, contextOptions, viewport, hasTouch, isMobile }, use) => {
    const opened = [];
    const shared = { ...contextOptions, viewport, hasTouch, isMobile };
    await use(async (options = {}) => {
      const common = { ...shared, ignoreHTTPSErrors: true, locale: "en-US" };
      const context = await browser.newContext({ baseURL: house.url, ...common, ...options });
      const watched = await watch(context);
      opened.push([context, watched]);
      return Object.assign(await context.newPage(), { watched });
    });
    for (const [context, watched] of opened) {
      await context.close();
      expect(watched.faults, "what another device complained of").toEqual([]);
    }
  },

  watched: [
    async ({ context }, use) => {
      const watched = await watch(context);
      await use(watched);
      expect(watched.faults, "what the browser complained of").toEqual([]);
    },
    { auto: true },
  ],
});

/** Tests of somebody who is signed in, on the worker's server. */
export const testOfAndy = test.extend({
  storageState: ({ andysSession }, use) => use(andysSession),
  baseURL: ({ house }, use) => use(house.url),
});

export async function signIn(page, email = ANDY, password = PASSWORD) {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

let made = 0;

/** A new workspace under a name that no other test has. */
export async function newWorkspace(page, title = "Trial") {
  const name = `${title} ${process.pid}-${(made += 1)}`;
  await page.goto("/workspaces/new");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return name;
}

/** A contact in the workspace whose list is open; ends on the contact's page. */
export async function newContact(page, { first, last = "", email = "", phone = "", company = "" }) {
  await page.getByRole("link", { name: "New contact" }).first().click();
  await page.getByLabel("First name").fill(first);
  await page.getByLabel("Last name").fill(last);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Phone").fill(phone);
  await page.getByLabel("Company").fill(company);
  await page.getByRole("button", { name: "Add contact" }).click();
  await page.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
}

export const toast = (page) => page.locator("#toasts .toast-item").last();

/** The row of a field on a contact's page. */
export const field = (page, name) => page.locator(`.edit-row:has(#${name})`);

/** Presses Tab until the wanted thing has the focus, as somebody without a mouse does. */
export async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}
