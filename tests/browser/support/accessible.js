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

/** Looks at the page as it stands in all four ways. */
export async function isAccessible(page) {
  const found = new Set();
  await page.evaluate(axe.source);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await fits(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(settled);
      for (const problem of await problems(page)) {
        found.add(`${size.width} ${colorScheme} ${problem}`);
      }
    }
  }
  expect([...found]).toEqual([]);
}

async function problems(page) {
  const { violations } = await page.evaluate(
    (values) => window.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    LEVELS,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} at ${target.join(" ")} ${any[0]?.message ?? ""}`),
  );
}
