// The next person of the household: invited on one screen, joined on a phone, kept out, let back in.
import { isAccessible } from "./support/accessible.js";
import {
  expect,
  fits,
  PASSWORD,
  PHONE,
  signIn,
  tabTo,
  testOfAndy as test,
  toast,
} from "./support/test.js";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const heading = (page, name) => page.getByRole("heading", { level: 1, name });
let invited = 0;

/** Andy invites somebody whom no other test knows; the page goes on showing the code. */
async function invite(page) {
  const name = `Guest ${process.pid}-${(invited += 1)}`;
  const email = `${name.toLowerCase().replace(" ", "-")}@example.com`;
  await page.goto("/household");
  await page.getByLabel("Their name").fill(name);
  await page.getByLabel("Their e-mail").fill(email);
  await page.getByRole("button", { name: "Make an invitation" }).click();
  await expect(page.getByText(`The invitation for ${name} is ready`)).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code with the invitation" })).toBeVisible();
  const link = new URL((await page.locator("#invitation-link").textContent()).trim());
  const code = (await page.locator("#invitation-code").textContent()).trim();
  expect(link.protocol, "it leads through the trust page").toBe("http:");
  expect(link.hash).toBe(`#join=${code}`);
  return { name, email, code, link };
}

/** The link as it stands, but for the address: a test keeps to loopback. */
function onLoopback(link, house) {
  const plain = new URL(house.plainUrl);
  expect(link.port, "it names the plain door's port").toBe(plain.port);
  return `${plain.origin}${link.pathname}${link.hash}`;
}

async function typeCode(page, code) {
  await page.goto("/join");
  await page.getByLabel("Invitation code").fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** The account's form, which is filled in for whoever was invited. */
async function join(page, { name, email }) {
  await expect(heading(page, "Welcome")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(name);
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(heading(page, name)).toBeVisible();
}

/** What leaves this device, but for what stands behind the # and does not. */
function record(page) {
  const sent = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    url.hash = "";
    const headers = request.allHeaders().catch(() => request.headers());
    sent.push({ url: url.href, body: request.postData() ?? "", headers });
  });
  return async () => {
    const headers = await Promise.all(sent.map((it) => it.headers));
    return sent.map((it, index) => ({ ...it, headers: JSON.stringify(headers[index]) }));
  };
}

const nobody = { storageState: undefined };

test("a phone follows the link, and its code travels encrypted only", async (
  { page, device, house },
) => {
  const guest = await invite(page);
  const phone = await device({ ...PHONE, ...nobody });
  const sent = record(phone);

  await phone.goto(onLoopback(guest.link, house));
  await expect(phone.getByText("You are invited.")).toBeVisible();
  const on = phone.getByRole("link", { name: "Continue to pi-crm" });
  await expect(on).toHaveAttribute("href", `${house.url}/join#join=${guest.code}`);
  await fits(phone);
  await on.click();

  await expect(heading(phone, "Welcome")).toBeVisible();
  expect(phone.url()).toBe(`${house.url}/join/code`);
  expect(await phone.evaluate(() => location.hash)).toBe("");
  await fits(phone);
  await join(phone, guest);
  const visited = await phone.evaluate(() => navigation.entries().map(({ url }) => url));
  expect(visited).toContain(`${house.url}/join/code`);
  expect(visited.join(" "), "what the secure side leaves in the history").not.toContain(guest.code);

  const requests = await sent();
  const plain = requests.filter(({ url }) => url.startsWith("http:"));
  expect(plain.length).toBeGreaterThan(0);
  expect(JSON.stringify(plain)).not.toContain(guest.code);
  for (const { url, headers } of requests) expect(url + headers).not.toContain(guest.code);
  expect(requests.some(({ body }) => body.includes(guest.code)), "it was sent").toBe(true);

  await page.goto("/household");
  await expect(page.getByRole("table", { name: "People" })).toContainText(guest.name);
});

test("one who is not invited is not told so", async ({ device, house }) => {
  const phone = await device({ ...PHONE, ...nobody });
  await phone.goto(house.plainUrl);
  await expect(phone.getByText("You are invited.")).toBeHidden();
  await expect(phone.getByRole("link", { name: "Continue to pi-crm" })).toHaveAttribute(
    "href",
    house.url,
  );
});

test("without script the code is typed", async ({ page, device, house }) => {
  const guest = await invite(page);
  const other = await device({ ...nobody, javaScriptEnabled: false });
  await other.goto(onLoopback(guest.link, house));
  await other.getByRole("link", { name: "join", exact: true }).click();
  await expect(heading(other, "You are invited")).toBeVisible();
  await other.getByLabel("Invitation code").fill(guest.code.replaceAll("-", " ").toLowerCase());
  await other.getByRole("button", { name: "Continue" }).click();
  await join(other, guest);
});

test("by keys alone", async ({ page, device }) => {
  const guest = await invite(page);
  const other = await device(nobody);
  await other.goto("/join");
  await tabTo(other, other.getByLabel("Invitation code"));
  await other.keyboard.type(guest.code);
  await other.keyboard.press("Enter");
  await tabTo(other, other.getByLabel("Password"));
  await other.keyboard.type(PASSWORD);
  await other.keyboard.press("Enter");
  await expect(heading(other, guest.name)).toBeVisible();
});

test("a code that was used is refused in words", async ({ page, device }) => {
  const guest = await invite(page);
  const first = await device(nobody);
  await typeCode(first, guest.code);
  await join(first, guest);
  const second = await device(nobody);
  second.watched.expect("POST", /^\/join\/code$/, 422);
  await second.goto(`/join#join=${guest.code}`);
  await expect(second.locator("#code-problem")).toContainText("This code opens no invitation");
  await expect(second.getByLabel("Invitation code")).toHaveValue(guest.code);
  await isAccessible(second);
});

test("an invitation that was taken back or renewed opens nothing", async ({ page, device }) => {
  const guest = await invite(page);
  await page.getByRole("button", { name: `New link for ${guest.name}` }).click();
  await expect(page.getByText(`The invitation for ${guest.name} is ready`)).toBeVisible();
  const renewed = (await page.locator("#invitation-code").textContent()).trim();
  const other = await device(nobody);
  other.watched.expect("POST", /^\/join\/code$/, 422);
  await typeCode(other, guest.code);
  await expect(other.locator("#code-problem")).toBeVisible();
  await typeCode(other, renewed);
  await expect(heading(other, "Welcome")).toBeVisible();
  await page.getByRole("button", { name: `Take back the invitation of ${guest.name}` }).click();
  await expect(page.getByRole("cell", { name: guest.name })).toHaveCount(0);
  other.watched.expect("POST", /^\/join$/, 422);
  await other.getByLabel("Password").fill(PASSWORD);
  await other.getByRole("button", { name: "Join" }).click();
  await expect(other.locator("#code-problem")).toBeVisible();
});

test("who is signed in already is told so, and can sign out", async ({ page, device, house }) => {
  const guest = await invite(page);
  const other = await device(nobody);
  await signIn(other);
  await other.goto(onLoopback(guest.link, house));
  await other.getByRole("link", { name: "Continue to pi-crm" }).click();
  await expect(other.getByText(/^You are signed in as /)).toBeVisible();
  await isAccessible(other);
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other).toHaveURL(/\/login/);
  await other.goto(onLoopback(guest.link, house));
  await other.getByRole("link", { name: "Continue to pi-crm" }).click();
  await join(other, guest);
});

test("somebody is shut out and let back in", async ({ page, device }) => {
  const guest = await invite(page);
  const other = await device(nobody);
  other.watched.expect("POST", /^\/login$/, 422);
  await typeCode(other, guest.code);
  await join(other, guest);

  await page.goto("/household");
  await page.getByRole("link", { name: `Shut out ${guest.name}` }).click();
  await expect(heading(page, `Shut out ${guest.name}?`)).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Shut out" }).click();
  const row = page.getByRole("row", { name: guest.name });
  const mark = row.getByRole("cell").first();
  await expect(mark).toContainText("Shut out");
  await expect(toast(page)).toContainText(guest.name);
  await other.reload();
  await expect(other).toHaveURL(/\/login/);
  await other.getByLabel("E-mail").fill(guest.email);
  await other.getByLabel("Password").fill(PASSWORD);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert")).toBeVisible();

  await page.getByRole("button", { name: `Let ${guest.name} back in` }).click();
  await expect(mark).not.toContainText("Shut out");
  await signIn(other, guest.email);
  await expect(heading(other, guest.name)).toBeVisible();
});

test("inviting and joining are accessible", async ({ page, device, house, watched }) => {
  watched.expect("POST", /^\/household\/invitations$/, 422);
  const guest = await invite(page);
  await isAccessible(page);
  await page.getByLabel("Their name").fill("Ann");
  await page.getByLabel("Their e-mail").fill("not an address");
  await page.getByRole("button", { name: "Make an invitation" }).click();
  await expect(page.locator("#email-problem")).toBeVisible();
  await isAccessible(page);

  const other = await device(nobody);
  await other.goto(onLoopback(guest.link, house));
  await expect(other.getByText("You are invited.")).toBeVisible();
  await isAccessible(other);
  await other.goto("/join");
  await isAccessible(other);
  await typeCode(other, guest.code);
  await expect(heading(other, "Welcome")).toBeVisible();
  await isAccessible(other);
});
