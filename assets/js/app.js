// The client code beside htmx 4: it only adds comfort; every form and link works without it.
//
// htmx 4 here, in short (its defaults differ from 2):
// - A request carries HX-Request: true and HX-Request-Type: partial or full (full when the target
//   is the body or hx-select is set). Back and forward ask again with HX-History-Restore-Request
//   and without HX-Request, so they get the whole page.
// - Every answer but 204 and 304 is swapped, 422 and 500 too. hx-status:4xx="swap:none" changes it.
// - hx-swap-oob="beforeend:#toasts" on a wrapper appends its children. An answer of nothing but
//   out-of-band parts leaves the main target as it is.
// - hx-* attributes are not inherited unless written hx-target:inherited.
// - No hx-on, no js: values, no [filters] in hx-trigger: they need eval, which the policy forbids.
// - Focus and selection survive a swap when the focused element's id is in the new content too.
(() => {
  const page = document;
  const root = page.documentElement;
  const on = (type, handler) => page.addEventListener(type, handler);
  const byId = (id) => page.getElementById(id);

  // Toasts live as long as their CSS animation, which pauses under the pointer and with focus.
  on("animationend", (event) => {
    if (event.animationName === "toast-life") event.target.remove();
  });

  const say = (template) => {
    const said = byId(template);
    if (said) byId("toasts")?.append(said.content.cloneNode(true));
  };

  // Only a dropped connection gets here; an answer from the server, even an error, is swapped.
  on("htmx:error", () => say("toast-offline"));

  // A thin bar while something is under way; CSS waits a moment before it shows.
  let underWay = 0;
  const busy = (change) =>
    root.classList.toggle("busy", (underWay = Math.max(0, underWay + change)) > 0);
  on("htmx:before:request", () => busy(1));
  on("htmx:finally:request", () => busy(-1));
  // What the server refuses for its size would be gone with the page; so it does not leave it.
  const MOST_BYTES = 1 << 20;
  const isTooLarge = (form) =>
    form.method === "post" &&
    form.enctype !== "multipart/form-data" &&
    String(new URLSearchParams(new FormData(form))).length > MOST_BYTES;
  // So is a file: it is told of as soon as it is chosen, and does not leave either.
  on("change", ({ target }) => {
    if (!target.dataset?.mostBytes) return;
    const megabytes = (bytes) => Math.ceil(bytes / (1 << 20));
    const [size, most] = [target.files[0]?.size ?? 0, Number(target.dataset.mostBytes)];
    const said = `This file has ${megabytes(size)} MB, and at most ${megabytes(most)} MB can be sent. Divide it and upload the parts.`;
    target.setCustomValidity(size > most ? said : "");
    target.reportValidity();
  });
  on("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    if (isTooLarge(event.target)) {
      event.preventDefault();
      say("toast-too-large");
      return;
    }
    event.submitter?.setAttribute("aria-busy", "true");
    busy(1);
  });
  // A page that comes back from the browser's cache is not busy any more.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy(-underWay);
    page
      .querySelectorAll("button[aria-busy]")
      .forEach((button) => button.removeAttribute("aria-busy"));
  });

  const copy = async (button) => {
    await navigator.clipboard.writeText(byId(button.dataset.copy).textContent.trim());
    const label = button.querySelector("[data-label]") ?? button;
    label.textContent = button.dataset.copied;
  };

  // Formatting: marks around what is selected in a text, or before each of its lines.
  const AROUND = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
  const BEFORE = { heading: "# ", list: "- ", numbers: "1. " };
  const format = (text, mark) => {
    const { selectionStart: from, selectionEnd: to, value } = text;
    if (AROUND[mark]) {
      const [open, close] = AROUND[mark];
      text.setRangeText(open + value.slice(from, to) + close, from, to);
      text.setSelectionRange(from + open.length, to + open.length);
    } else {
      const start = value.lastIndexOf("\n", from - 1) + 1;
      const lines = value.slice(start, to).replace(/^/gm, BEFORE[mark]);
      text.setRangeText(lines, start, to, "end");
    }
    text.focus();
  };

  on("click", (event) => {
    const hit = (selector) => event.target.closest?.(selector);
    const opener = hit("[data-dialog]");
    const dialog = opener && byId(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      opener.closest("details")?.removeAttribute("open");
    }
    if (hit("[data-close]")) hit("dialog")?.close();
    if (event.target.matches?.("dialog")) event.target.close();
    if (hit("[data-dismiss]")) hit(".toast-item, .notice").remove();
    if (hit("[data-copy]")) copy(hit("[data-copy]"));
    const mark = hit("[data-mark]");
    if (mark) format(mark.closest(".marked").querySelector("textarea"), mark.dataset.mark);
    if (hit("[data-print]")) print();
    // A row of a list that is put in order moves at once, and is saved with its form.
    const mover = hit("[data-move]");
    const row = mover?.closest("li");
    if (row) {
      event.preventDefault();
      if (mover.dataset.move === "up") row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      mover.focus();
    }
    page.querySelectorAll("details.dropdown-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // A destructive button wakes up once the name is typed; the server checks it all the same, and
  // like here it minds neither capitals (in no particular language) nor blanks around.
  const folded = (text) => text.replace(/^[\s\u0085\u200B]+|[\s\u0085\u200B]+$/g, "").toLowerCase();
  const armed = (input) => {
    const button = input.form?.querySelector("[type=submit]");
    if (button) button.disabled = folded(input.value) !== folded(input.dataset.mustEqual);
  };
  const armAll = () => page.querySelectorAll("[data-must-equal]").forEach(armed);
  on("input", (event) => event.target.matches("[data-must-equal]") && armed(event.target));
  on("htmx:after:swap", armAll);
  armAll();

  // What is typed beside a choice is what is chosen.
  on("input", (event) => {
    const radio = event.target.closest("[data-typed]")?.querySelector("[type=radio]");
    if (radio && event.target !== radio) radio.checked = true;
  });

  on("change", (event) => {
    if (!event.target.matches("[data-appearance]")) return;
    if (event.target.value === "system") delete root.dataset.theme;
    else root.dataset.theme = event.target.value;
  });

  // How far long work is, told by the server; once it is done, the page says what came of it.
  page.querySelectorAll("[data-events]").forEach((place) => {
    const events = new EventSource(place.dataset.events);
    events.onmessage = ({ data }) => (place.innerHTML = data);
    events.addEventListener("done", () => {
      events.close();
      location.reload();
    });
  });

  // A form's first choice of a time zone is the one this device is in.
  const zone = page.querySelector("[data-own-zone]");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isOffered = ({ options }) => !options || [...options].some(({ value }) => value === here);
  if (zone && isOffered(zone)) zone.value = here;

  // An invitation's link carries its code behind the #, which no server is sent.
  const join = page.querySelector("form[data-join]");
  const invitation = new URLSearchParams(location.hash.slice(1)).get("join");
  if (join && invitation) {
    history.replaceState(history.state, "", location.pathname);
    join.elements.code.value = invitation;
    join.requestSubmit();
  }

  // A search with a list below it (the header's, the palette's): arrows walk the hits, Enter opens
  // one, Escape closes the list.
  const listOf = (search) => byId(search.getAttribute("aria-controls"));
  const choose = (search, step) => {
    const hits = [...listOf(search).querySelectorAll("[role=option]")];
    const now = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    hits[now]?.setAttribute("aria-selected", "false");
    const next = hits[(now + step + hits.length + (now < 0 && step < 0 ? 1 : 0)) % hits.length];
    next?.setAttribute("aria-selected", "true");
    next?.scrollIntoView({ block: "nearest" });
    if (next) search.setAttribute("aria-activedescendant", next.id);
  };
  const closeSearch = () => {
    byId("search-results")?.replaceChildren();
    byId("search")?.setAttribute("aria-expanded", "false");
    byId("search")?.removeAttribute("aria-activedescendant");
  };
  // Enter before the palette's answer has come is meant for what was typed, not for what was there.
  let hasty = null;
  const isBehind = (search) => {
    const found = search.closest("dialog[open]") && listOf(search).firstElementChild;
    return found && found.dataset.typed !== search.value.trim();
  };
  const searchKey = (event, search) => {
    hasty = null;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(search, event.key === "ArrowDown" ? 1 : -1);
    }
    const chosen = byId(search.getAttribute("aria-activedescendant"));
    if (event.key === "Enter" && isBehind(search)) {
      event.preventDefault();
      hasty = search;
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      chosen.click();
    }
    if (event.key === "Escape") closeSearch();
  };
  const BOX = "[role=combobox][aria-controls]";
  on("htmx:after:swap", () => {
    page.querySelectorAll(BOX).forEach((search) => {
      search.removeAttribute("aria-activedescendant");
      search.setAttribute("aria-expanded", String(!!listOf(search)?.children.length));
      // In the palette the first one is chosen already.
      if (search.closest("dialog[open]")) choose(search, 1);
      if (search === hasty && !isBehind(search)) {
        hasty = null;
        byId(search.getAttribute("aria-activedescendant"))?.click();
      }
    });
  });
  on("focusin", (event) => {
    if (!event.target.closest(".search")) closeSearch();
  });

  on("keydown", (event) => {
    const { target } = event;
    if (target.matches?.(BOX)) return searchKey(event, target);
    const shortcut = { b: "bold", i: "italic" }[event.key];
    if (shortcut && (event.ctrlKey || event.metaKey) && target.matches(".marked textarea")) {
      event.preventDefault();
      format(target, shortcut);
    }
    if (event.key !== "Escape") return;
    target.closest("[data-escape]")?.querySelector("[data-cancel]")?.click();
    page.querySelectorAll("details.dropdown-menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
