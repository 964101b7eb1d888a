// The command palette and the keys. What each key does is read from the help on the page, which
// the server makes of its one table (src/web/keys.rs); where the help is not, there are no keys.
(() => {
  const page = document;
  const byId = (id) => page.getElementById(id);
  const on = (type, handler) => page.addEventListener(type, handler);

  // The palette: Ctrl-K or ⌘K, its button, or a key that finds nothing to press on this page.
  const openPalette = (words = "") => {
    const palette = byId("palette");
    const box = byId("palette-q");
    if (!palette || palette.open) return;
    page.querySelectorAll("dialog[open]").forEach((other) => other.close());
    byId("palette-hits").replaceChildren();
    palette.showModal();
    box.value = words;
    box.focus();
    // On a page that has just come, htmx is the next to run; it must hear of this.
    setTimeout(() => box.dispatchEvent(new CustomEvent("palette-opened", { bubbles: true })));
  };
  on("click", (event) => {
    if (!event.target.closest?.("[data-palette]") || !byId("palette")) return;
    event.preventDefault();
    openPalette();
  });

  const inMain = (selector) => byId("main")?.querySelector(selector);
  const link = (row) => row.querySelector("[data-row-link], td.lead a, a");
  const rows = () => {
    const all = byId("main")?.querySelectorAll("[data-row], .data tbody tr, .hit-list li") ?? [];
    return [...all].filter((row) => link(row) && row.checkVisibility());
  };
  const rowInFocus = () => rows().find((row) => row.contains(page.activeElement));
  const walk = (step) => {
    const all = rows();
    const now = all.indexOf(rowInFocus());
    const row = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step];
    if (!row) return;
    link(row).focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const press = (keys, words) => {
    const marked = inMain(`[data-key="${keys}"]`) ?? (keys === "e" ? inMain(".edit-value") : null);
    if (marked?.matches("input, textarea, select")) marked.focus();
    else if (marked) marked.click();
    else if (words) openPalette(words);
  };
  const does = {
    go: (_, to) => location.assign(to),
    open: (_, to) => byId(to)?.showModal(),
    next: () => walk(1),
    previous: () => walk(-1),
    press,
    "press-in-row": (keys) => rowInFocus()?.querySelector(`[data-key="${keys}"]`)?.click(),
    search: () => {
      byId("search")?.select();
      byId("search")?.focus();
    },
  };

  // Nothing happens where somebody types, in a dialog, or with a modifier.
  const TYPING = "input, textarea, select, [contenteditable], dialog";
  const isTyping = ({ target }) => target.closest?.(TYPING) || page.querySelector("dialog[open]");
  let begun = "";
  const known = (keys) => byId("keys")?.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
  const begins = (keys) => byId("keys")?.querySelector(`[data-keys^="${CSS.escape(keys)} "]`);

  on("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event;
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") {
      event.preventDefault();
      return openPalette();
    }
    if (ctrlKey || metaKey || altKey || isComposing || key.length !== 1 || isTyping(event)) {
      begun = "";
      return;
    }
    const row = (begun && known(`${begun} ${key}`)) || known(key);
    begun = "";
    if (row) {
      event.preventDefault();
      does[row.dataset.does](row.dataset.keys, row.dataset.to);
    } else if (begins(key)) begun = key;
  });
  on("focusin", () => (begun = ""));
})();
