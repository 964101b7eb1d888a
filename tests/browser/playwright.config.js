// The system's Chromium, two workers, and no retries: a test that fails once is a bug.
import { defineConfig } from "@playwright/test";

const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
  "--no-pings",
];
// Chromium refuses its sandbox to root.
const AS_ROOT = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  globalSetup: "./support/demo_data.js",
  globalTeardown: "./support/clean_up.js",
  testIgnore: process.env.SCREENSHOTS ? [] : "**/*screenshots.spec.js",
  use: {
    browserName: "chromium",
    ignoreHTTPSErrors: true,
    locale: "en-US",
    timezoneId: "America/Los_Angeles",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [...QUIET, ...AS_ROOT],
    },
  },
});
