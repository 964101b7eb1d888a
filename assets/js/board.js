// The board's comfort: cards are dragged with a mouse or a finger, or carried by keyboard. Either
// way the one form of the page is filled in and sent, as "Move to…" does without any of this.
(() => {
  const page = document;
  const on = (type, handler, options) => page.addEventListener(type, handler, options);
  const byId = (id) => page.getElementById(id);
  const board = () => page.querySelector(".board");
  const columns = () => [...page.querySelectorAll(".board-column")];
  const cardOf = (element) => element?.closest?.(".board-card");
  const columnOf = (element) => element?.closest?.(".board-column");
  const listOf = (column) => column.querySelector(".board-cards");
  const linkOf = (card) => card.querySelector(".board-name");
  const cardsOf = (column) => column.querySelectorAll(".board-card").length;
  const announce = (words) => (byId("board-said").textContent = words);

  // Cards on their way, the longest under way first: what the server does not settle goes back.
  const underWay = [];

  const fillIn = (card, from) => {
    const { contact, seen } = byId("board-move").elements;
    contact.value = card.id.replace("card-", "");
    seen.value = from.dataset.stage;
  };
  const set = (card, from, to, home) => {
    const { stage, shown } = byId("board-move").elements;
    fillIn(card, from);
    stage.value = to.dataset.stage;
    shown.value = Math.max(cardsOf(from), cardsOf(to));
    card.classList.add("is-moving");
    underWay.push({ id: card.id, home, hasFocus: card.contains(page.activeElement) });
  };
  const send = (card, from, to, home) => {
    set(card, from, to, home);
    byId("board-move").requestSubmit();
  };
  const place = (card, column) => {
    column.open = true;
    listOf(column).prepend(card);
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const placeOf = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
  const putBack = (card, { list, next }) => {
    card.classList.remove("is-moving");
    if (next?.parentElement === list) list.insertBefore(card, next);
    else list.append(card);
  };

  on("htmx:finally:request", ({ detail }) => {
    if (detail.ctx?.sourceElement?.id !== "board-move") return;
    const move = underWay.shift();
    const card = move && byId(move.id);
    if (!card) return;
    const isSettled = !card.classList.contains("is-moving");
    if (!isSettled && move.home.list.isConnected) putBack(card, move.home);
    const name = card.dataset.name;
    const stage = columnOf(card).dataset.name;
    announce(isSettled ? `${name} is in ${stage}` : `${name} stays in ${stage}`);
    if (move.hasFocus) linkOf(card).focus({ preventScroll: true });
  });

  // Dragging. A finger rests on the card first, so that it can still scroll.
  const REST_MS = 300;
  const SLACK = 6;
  let drag = null;

  const pointed = ({ x, y }) => columns().find((column) => {
    const { left, right, top, bottom } = column.getBoundingClientRect();
    return x >= left && x <= right && y >= top - 40 && y <= bottom + 40;
  });
  const begin = () => {
    const { card, at } = drag;
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.className = "board-card board-ghost";
    ghost.style.width = `${box.width}px`;
    page.body.append(ghost);
    card.classList.add("is-lifted");
    board().classList.add("is-dragging");
    Object.assign(drag, { ghost, dx: at.x - box.left, dy: at.y - box.top, isOn: true });
    getSelection()?.removeAllRanges();
    if (drag.isTouch) navigator.vibrate?.(10);
    follow();
    drag.frame = requestAnimationFrame(creep);
  };
  const follow = () => {
    const { ghost, at, dx, dy } = drag;
    ghost.style.transform = `translate(${at.x - dx}px, ${at.y - dy}px)`;
    drag.over = pointed(at);
    columns().forEach((it) => it.classList.toggle("is-target", it === drag.over));
  };
  // Near its edges the board goes along.
  const creep = () => {
    if (!drag?.isOn) return;
    const { left, right } = board().getBoundingClientRect();
    const edge = Math.min(64, (right - left) / 6);
    const pull = drag.at.x < left + edge ? -1 : drag.at.x > right - edge ? 1 : 0;
    if (pull) {
      board().scrollLeft += pull * 10;
      follow();
    }
    drag.frame = requestAnimationFrame(creep);
  };
  const end = (isDrop) => {
    if (!drag) return;
    const { card, over, ghost, isOn, timer, frame } = drag;
    drag = null;
    clearTimeout(timer);
    if (!isOn) return;
    cancelAnimationFrame(frame);
    ghost.remove();
    card.classList.remove("is-lifted");
    board()?.classList.remove("is-dragging");
    columns().forEach((it) => it.classList.remove("is-target"));
    // The click that ends a drag opens nothing.
    const swallow = (event) => event.preventDefault();
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
    // The board may be another by now, as when a filter took effect meanwhile.
    const [dropped, to] = [byId(card.id), over && byId(over.id)];
    const from = columnOf(dropped);
    if (!isDrop || !from || !to || to === from) return;
    const home = placeOf(dropped);
    place(dropped, to);
    send(dropped, from, to, home);
  };

  on("pointerdown", (event) => {
    const card = cardOf(event.target);
    if (!card || event.button !== 0 || !event.isPrimary || event.target.closest(".board-move")) return;
    letGo();
    const at = { x: event.clientX, y: event.clientY };
    const isTouch = event.pointerType !== "mouse";
    drag = { card, at, start: at, isTouch, id: event.pointerId };
    if (isTouch) drag.timer = setTimeout(begin, REST_MS);
  });
  on("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    drag.at = { x: event.clientX, y: event.clientY };
    const way = Math.hypot(drag.at.x - drag.start.x, drag.at.y - drag.start.y);
    if (drag.isOn) follow();
    else if (way > SLACK && drag.isTouch) end(false);
    else if (way > SLACK) begin();
  });
  on("pointerup", (event) => event.pointerId === drag?.id && end(true));
  on("pointercancel", (event) => event.pointerId === drag?.id && end(false));
  on("touchmove", (event) => drag?.isOn && event.cancelable && event.preventDefault(), { passive: false });
  on("dragstart", (event) => cardOf(event.target) && event.preventDefault());
  on("contextmenu", (event) => drag?.isTouch && cardOf(event.target) && event.preventDefault());

  // By keyboard: picked up, carried, put down.
  let held = null;

  const lift = (card) => {
    held = { card, from: columnOf(card), home: placeOf(card) };
    card.classList.add("is-held");
    announce(`${card.dataset.name} picked up from ${held.from.dataset.name}. Left and right choose a stage.`);
  };
  const carry = (step) => {
    const all = columns();
    const column = all[all.indexOf(columnOf(held.card)) + step];
    if (!column) return;
    place(held.card, column);
    linkOf(held.card).focus({ preventScroll: true });
    announce(column.dataset.name);
  };
  const letGo = () => {
    if (!held) return;
    const { card, home } = held;
    held = null;
    card.classList.remove("is-held");
    putBack(card, home);
    linkOf(card).focus({ preventScroll: true });
    announce(`${card.dataset.name} put back`);
  };
  const putDown = () => {
    const { card, from, home } = held;
    const to = columnOf(card);
    if (to === from) return letGo();
    held = null;
    card.classList.remove("is-held");
    send(card, from, to, home);
  };
  const walk = (card, key) => {
    const all = columns().filter((column) => column.open && cardsOf(column));
    const column = columnOf(card);
    const rows = [...column.querySelectorAll(".board-card")];
    const row = rows.indexOf(card);
    if (key === "ArrowUp" || key === "ArrowDown") return rows[row + (key === "ArrowUp" ? -1 : 1)];
    const beside = all[all.indexOf(column) + (key === "ArrowLeft" ? -1 : 1)];
    const others = [...(beside?.querySelectorAll(".board-card") ?? [])];
    return others[Math.min(row, others.length - 1)];
  };
  const heldKey = (event) => {
    const keys = {
      " ": putDown,
      Enter: putDown,
      Escape: letGo,
      ArrowLeft: () => carry(-1),
      ArrowRight: () => carry(1),
    };
    if (event.key === "Tab") return letGo();
    event.preventDefault();
    keys[event.key]?.();
  };
  on("keydown", (event) => {
    if (event.key === "Escape" && drag?.isOn) return end(false);
    if (held) return heldKey(event);
    const card = event.target.matches?.(".board-name") && cardOf(event.target);
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") {
      event.preventDefault();
      lift(card);
    }
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = walk(card, event.key);
    if (next) linkOf(next).focus();
  });

  // "Move to…" opens the form here rather than on a page of its own.
  on("click", (event) => {
    const opener = event.target.closest?.("[data-moves-card]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (opener && isPlain && !event.defaultPrevented) {
      event.preventDefault();
      const card = cardOf(opener);
      const from = columnOf(card);
      fillIn(card, from);
      byId("board-dialog-title").textContent = `Move ${card.dataset.name}`;
      byId("board-stage").value = from.dataset.stage;
      byId("board-dialog").showModal();
    }
    if (event.target.closest?.("#board-move [data-close]")) event.preventDefault();
  });
  on(
    "submit",
    (event) => {
      const dialog = byId("board-dialog");
      if (event.target.id !== "board-move" || !dialog.open) return;
      const { contact, stage } = event.target.elements;
      const card = byId(`card-${contact.value}`);
      const to = columns().find((column) => column.dataset.stage === stage.value);
      const from = columnOf(card);
      dialog.close();
      if (!from || !to || from === to) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const home = placeOf(card);
      place(card, to);
      set(card, from, to, home);
    },
    { capture: true },
  );

  // Folded columns stay folded on this device.
  const STORE = "board-folded";
  const folded = () => {
    try {
      return JSON.parse(localStorage.getItem(STORE)) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (column) => {
    const others = folded().filter((id) => id !== column.id);
    try {
      localStorage.setItem(STORE, JSON.stringify(column.open ? others : [...others, column.id]));
    } catch {
      // Then it is folded for this once.
    }
  };
  on("toggle", (event) => event.target.matches?.(".board-column") && keep(event.target), { capture: true });
  const prepare = () => {
    const closed = folded();
    columns().forEach((column) => closed.includes(column.id) && (column.open = false));
    page.querySelectorAll(".board-name").forEach((link) => link.setAttribute("aria-describedby", "board-help"));
  };
  on("htmx:after:swap", prepare);
  prepare();
})();
