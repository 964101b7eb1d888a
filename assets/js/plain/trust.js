// The trust page's only script: carries an invitation on to the secure side. The code stands behind
// the # and so has not travelled here; without script it is typed by hand.
const invitation = new URLSearchParams(location.hash.slice(1)).get("join");
if (invitation) {
  const on = document.querySelector("a[data-continue]");
  on.href = `${on.dataset.continue}#join=${encodeURIComponent(invitation)}`;
  for (const part of document.querySelectorAll("[data-invited]")) part.hidden = false;
}
