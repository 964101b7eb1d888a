// The real binary on loopback, in a folder of its own; stopped by its process id.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BINARY = process.env.BINARY ?? join(HERE, "../../../target/debug/pi-crm");
const READY_MS = 30_000;

// The whole suite comes from one address; the limits have tests of their own elsewhere.
const SETTINGS = "[limits]\npages_per_minute = 100000\n";

export const PASSWORD = "seven quiet lanterns";
export const ANDY = "andy@example.com";
export const CONTACTS = 1500;

export function newFolder() {
  return mkdtempSync(join(tmpdir(), "pi-crm-browser-"));
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
}

function places(folder) {
  return ["--data-dir", join(folder, "data"), "--key-file", join(folder, "key")];
}

/** A household with workspaces and contacts, for servers to start from a copy of. */
export function makeDemoData(folder) {
  const demo = ["demo", ...places(folder), "--contacts", String(CONTACTS), "--password", PASSWORD];
  const made = spawnSync(BINARY, demo, { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`no demo data: ${made.error ?? made.stderr}`);
}

/** Starts a server; `from` is a folder to copy the data of, else it is a first run; `flags` are
 * further settings. With `again` it keeps its address when it starts again by itself. */
export async function start({ from, flags = [], again = false } = {}) {
  const folder = newFolder();
  if (from) cpSync(from, folder, { recursive: true });
  const settings = join(folder, "pi-crm.toml");
  writeFileSync(settings, SETTINGS);
  const plainPort = await freePort();
  const serve = ["serve", "--config", settings, ...places(folder), "--https"];
  serve.push(`127.0.0.1:${again ? await freePort() : 0}`);
  if (from) serve.push("--demo");
  serve.push(...flags);
  serve.push("--http", `127.0.0.1:${plainPort}`);
  const running = spawn(BINARY, serve, { stdio: ["ignore", "pipe", "pipe"] });
  try {
    const greeting = await greetingOf(running, !from);
    return {
      url: /answers at (\S+?)\/?\n/.exec(greeting)[1],
      plainUrl: `http://127.0.0.1:${plainPort}`,
      code: /set-up code[^:]*: (\S+)/.exec(greeting)?.[1],
      fingerprint: /SHA-256 (\S+)/.exec(greeting)[1],
      folder,
      stop: () => stop(running, folder),
    };
  } catch (cause) {
    await stop(running, folder);
    throw cause;
  }
}

/** What it prints until all of it is there. */
function greetingOf(running, isFirstRun) {
  return new Promise((resolve, reject) => {
    let [said, complained] = ["", ""];
    const last = isFirstRun ? /set-up code.*\n/ : /SHA-256.*\n/;
    const tooLate = setTimeout(() => reject(new Error(`not ready: ${said}${complained}`)), READY_MS);
    running.stdout.on("data", (text) => {
      said += text;
      if (!last.test(said)) return;
      clearTimeout(tooLate);
      resolve(said);
    });
    running.stderr.on("data", (text) => (complained += text));
    running.on("error", reject);
    running.on("exit", (code) => reject(new Error(`it ended (${code}): ${complained}`)));
  });
}

function stop(running, folder) {
  const gone = () => removeFolder(folder);
  if (running.exitCode !== null || !running.pid) return gone();
  return new Promise((resolve) => {
    running.removeAllListeners("exit");
    running.on("exit", () => resolve(gone()));
    running.kill("SIGTERM");
    setTimeout(() => running.kill("SIGKILL"), 3_000).unref();
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
