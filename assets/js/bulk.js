// Picking rows of the list: how many they are, all of the page at once, a range with Shift.
(() => {
  const page = document;
  const picks = () => [...page.querySelectorAll("input.pick")];
  let last = null;

  const tell = () => {
    const all = picks();
    const picked = all.filter(({ checked }) => checked).length;
    const count = page.getElementById("bulk-count");
    if (count) count.textContent = picked ? `${picked} picked` : "";
    const whole = page.querySelector("input.pick-all");
    if (!whole) return;
    whole.checked = picked > 0 && picked === all.length;
    whole.indeterminate = picked > 0 && picked < all.length;
  };
  page.addEventListener("click", (event) => {
    if (!event.target.matches?.("input.pick")) return;
    const all = picks();
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) {
      all.slice(from, to + 1).forEach((pick) => (pick.checked = event.target.checked));
    }
    last = event.target;
  });
  page.addEventListener("change", ({ target }) => {
    if (target.matches?.("input.pick-all")) picks().forEach((pick) => (pick.checked = target.checked));
    if (target.matches?.("input.pick, input.pick-all")) tell();
  });
  page.addEventListener("htmx:after:swap", tell);
  addEventListener("pageshow", tell);
})();
