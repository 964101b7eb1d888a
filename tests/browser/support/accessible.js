// WCAG 2.2 AA as far as a program can tell, light and dark, at a desk and on a phone.
import axe from "axe-core";
import { expect } from "@playwright/test";

import { settled } from "./pages.js";
import { fits } from "./test.js";

const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/**
 * Looks at the page as it stands in all four ways. What a toast covers for a moment, or the head
 * of a page that is scrolled, is not too small: the toasts are looked at once and taken away.
 * A menu that lies over the page is looked at alone, by its selector.
 */
export async function isAccessible(page, where = "html") {
  const found = new Set();
  await page.evaluate(axe.source);
  for (const problem of await problems(page, "#toasts")) found.add(problem);
  await page.evaluate(() => document.querySelector("#toasts")?.replaceChildren());
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await fits(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(() => scrollTo(0, 0));
      await page.evaluate(settled);
      for (const problem of await problems(page, where)) {
        found.add(`${size.width} ${colorScheme} ${problem}`);
      }
    }
  }
  expect([...found]).toEqual([]);
}

async function problems(page, where) {
  const { violations } = await page.evaluate(
    ([values, where]) =>
      document.querySelector(where)
        ? window.axe.run(where, { runOnly: { type: "tag", values }, resultTypes: ["violations"] })
        : { violations: [] },
    [LEVELS, where],
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} at ${target.join(" ")} ${any[0]?.message ?? ""}`),
  );
}
