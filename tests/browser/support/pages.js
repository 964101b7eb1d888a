// Every page worth looking at, by name, and the way there.

const inTheWorkspace = async (page) => {
  await page.goto("/workspaces");
  await page.getByRole("main").getByRole("link", { name: "Loan Factory" }).click();
  await page.waitForURL(/\/w\/.*\/contacts/);
};

const inTheWorkspaceAt = (path) => async (page) => {
  await inTheWorkspace(page);
  const [, , workspace] = new URL(page.url()).pathname.split("/");
  await page.goto(`/w/${workspace}${path}`);
};

const atAContact = async (page) => {
  await inTheWorkspace(page);
  await page.locator("tbody a[href^='/contacts/']").first().click();
  await page.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
};

const atTheLists = async (page) => {
  await inTheWorkspace(page);
  await page.getByRole("link", { name: "Stages and tags" }).first().click();
  await page.waitForURL(/\/lists/);
};

const leaving = (way) => async (page) => {
  await atTheLists(page);
  await page.locator(".list-acts summary").first().click();
  await page.getByRole("link", { name: way }).first().click();
  await page.waitForURL(/\/(merge|delete)$/);
};

/** The import of a file about one who is new, one who is here, and one that is wrong; made once. */
const atAnImport = async (page) => {
  await inTheWorkspaceAt("/import")(page);
  const before = page.getByRole("main").getByRole("link", { name: "spring fair.csv" }).first();
  if (await before.isVisible()) {
    await before.click();
    await page.waitForURL(/\/imports\//);
    return;
  }
  await inTheWorkspace(page);
  const [address] = (await page.locator("tbody").innerText()).match(/\S+@\S+\.\w+/);
  const lines = [
    "First name,Last name,E-mail,Mobile Phone,Company,Stage",
    `Frida,Newname,${address},(808) 555-0171,Tide & Sand,Applications`,
    "Nadia,Brandnew,nadia.brandnew@example.com,,,",
    "Nobody,Else,nonsense,,,",
  ];
  const buffer = Buffer.from(lines.join("\n"));
  await inTheWorkspaceAt("/import")(page);
  const file = { name: "spring fair.csv", mimeType: "text/csv", buffer };
  await page.getByLabel("CSV or vCard file").setInputFiles(file);
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByLabel("Lines about somebody who is here already").selectOption("review");
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("button", { name: /^Import / }).click();
  await page.getByText("The file is imported").waitFor();
};

const at = (path) => (page) => page.goto(path);

export const PAGES = {
  home: at("/"),
  workspaces: at("/workspaces"),
  "workspace new": at("/workspaces/new"),
  "workspace from a preset": at("/workspaces/new?preset=loan-factory"),
  "more from a preset": inTheWorkspaceAt("/presets?preset=open-houses"),
  "household people": at("/household"),
  "household settings": at("/household/settings"),
  backups: at("/household/backups"),
  "back up to iDrive e2": at("/household/backups/buckets/new?service=idrive-e2"),
  "database key": at("/household/key"),
  "restore a backup": at("/household/backups/restore"),
  health: at("/household/health"),
  "fields mine": at("/fields"),
  "field new": at("/fields/new"),
  "fields of a workspace": inTheWorkspaceAt("/fields"),
  "field new in a workspace": inTheWorkspaceAt("/fields/new"),
  "presets of a workspace": inTheWorkspaceAt("/presets"),
  "workspace settings": async (page) => {
    await inTheWorkspace(page);
    await page.getByRole("main").getByRole("link", { name: "Settings" }).click();
    await page.waitForURL(/\/settings/);
  },
  contacts: inTheWorkspace,
  "contacts filtered": async (page) => {
    await inTheWorkspace(page);
    await page.goto(`${page.url()}?q=ma`);
  },
  "contacts filtered in vain": async (page) => {
    await inTheWorkspace(page);
    await page.goto(`${page.url()}?q=nobody-of-this-name`);
  },
  contact: atAContact,
  "contact edited in place": async (page) => {
    await atAContact(page);
    await page.getByRole("link", { name: "Edit E-mail" }).click();
    await page.getByLabel("E-mail").fill("not an address");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#primary_email-problem").waitFor();
  },
  "contact moved in place": async (page) => {
    await atAContact(page);
    await page.getByRole("link", { name: "Edit Stage" }).click();
    await page.getByRole("button", { name: "Move", exact: true }).waitFor();
  },
  "contacts of a stage": async (page) => {
    await inTheWorkspace(page);
    await page.getByRole("navigation", { name: "Stages" }).getByRole("link").nth(2).click();
    await page.waitForURL(/stage=/);
  },
  "filter panel": async (page) => {
    await inTheWorkspace(page);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByText("Your fields").click();
  },
  "filtered with a mistake": async (page) => {
    await inTheWorkspace(page);
    await page.goto(`${page.url()}/filter?last_contact.op=older&last_contact.value=soon`);
  },
  "filtered by chips": async (page) => {
    await inTheWorkspace(page);
    await page.goto(`${page.url()}?company.contains=a&last_contact.never=yes&sort=company`);
  },
  columns: async (page) => {
    await inTheWorkspace(page);
    await page.getByRole("link", { name: "Columns" }).click();
  },
  "view new": async (page) => {
    await inTheWorkspace(page);
    await page.goto(page.url().replace("/contacts", "/views/new?company.contains=a"));
  },
  "likely duplicates": inTheWorkspaceAt("/duplicates"),
  "pairs kept separate": inTheWorkspaceAt("/duplicates?show=separate"),
  "two side by side": async (page) => {
    await inTheWorkspaceAt("/duplicates")(page);
    await page.getByRole("link", { name: /^Compare / }).first().click();
    await page.waitForURL(/merge\?with=/);
  },
  "merge with whom": async (page) => {
    await atAContact(page);
    await page.getByRole("link", { name: "Merge with …" }).click();
    await page.waitForURL(/\/merge$/);
  },
  "stages and tags": atTheLists,
  "list edited in place": async (page) => {
    await atTheLists(page);
    await page.getByRole("link", { name: "Edit Leads" }).click();
    await page.getByRole("button", { name: "Save" }).waitFor();
  },
  "list merged": leaving("Merge into another"),
  "list deleted": leaving("Delete"),
  "import and export": inTheWorkspaceAt("/import"),
  "import done": atAnImport,
  "import looked at one by one": async (page) => {
    await atAnImport(page);
    await page.getByRole("link", { name: /^Look at / }).click();
    await page.waitForURL(/\/review/);
  },
  "contact new": async (page) => {
    await inTheWorkspace(page);
    await page.getByRole("link", { name: "New contact" }).first().click();
    await page.getByLabel("E-mail").fill("not an address");
    await page.getByRole("button", { name: "Add contact" }).click();
    await page.locator("#primary_email-problem").waitFor();
  },
  todos: at("/todos"),
  "todos done": at("/todos?show=done"),
  "todo new": at("/todos/new"),
  "todo edited in place": async (page) => {
    await page.goto("/todos");
    await page.locator(".todo-title").first().click();
    await page.getByRole("button", { name: "Save" }).waitFor();
  },
  "todo put off": async (page) => {
    await page.goto("/todos");
    await page.locator(".todo summary").last().click();
  },
  palette: async (page) => {
    await page.goto("/");
    await page.keyboard.press("Control+k");
    await page.getByRole("option").first().waitFor();
  },
  keys: async (page) => {
    await page.goto("/");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  "search hits": async (page) => {
    await page.goto("/");
    await page.getByRole("combobox", { name: "Search" }).fill("ma");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
  },
  search: at("/search?q=ma"),
  "search in vain": at("/search?q=nobody-of-this-name"),
  audit: at("/audit"),
  history: async (page) => {
    await atAContact(page);
    await page.getByRole("main").getByRole("link", { name: "History" }).click();
    await page.waitForURL(/contact=/);
  },
  account: at("/account"),
  "second step": at("/account/second-step"),
  "api keys": at("/account/keys"),
  api: at("/api"),
  "nothing here": at("/nothing-here"),
};

/** What those pages answer with on purpose. */
export function expectRefusals(watched) {
  watched.expect("POST", /\/(contacts|edit\/primary_email)$/, 422);
  watched.expect("GET", /^\/nothing-here$/, 404);
  watched.expect("GET", /\/contacts\/filter$/, 422);
}

export const GALLERY = [
  "",
  "/contacts",
  "/contacts-empty",
  "/contact",
  "/contact-editing",
  "/contact-new",
  "/workspaces",
  "/workspace-delete",
  "/search",
  "/account",
  "/keys",
  "/audit",
  "/login",
  "/first-run",
  "/error",
  "/trust",
];

/** In the page: when no colour is on its way to another. */
export function settled() {
  const transitions = document.getAnimations().filter((it) => it instanceof CSSTransition);
  return Promise.allSettled(transitions.map((it) => it.finished));
}
