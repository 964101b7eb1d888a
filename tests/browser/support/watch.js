// What no page may do, wherever a test happens to be: complain, break the policy, fail to load.

/** Chromium says this of every refused answer; `answers` below judges those by their address. */
const SAID_OF_ANSWERS = /^Failed to load resource: the server responded with a status/;

const isIcon = (request) => /\/assets\/(icon|favicon)-/.test(request.url());

/** Watches every page of a context. A test tells beforehand which refusals it is after. */
export async function watch(context) {
  const faults = [];
  const [expects, sayings] = [[], []];
  await context.exposeBinding("reportViolation", (_, it) => faults.push(`policy: ${it}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  const isExpected = (request, status) =>
    expects.some(
      ([method, path, wanted]) =>
        method === request.method() && path.test(new URL(request.url()).pathname) && wanted === status,
    );
  context.on("console", (message) => {
    const isBad = message.type() === "error" || /content security policy/i.test(message.text());
    const isKnown = [SAID_OF_ANSWERS, ...sayings].some((it) => it.test(message.text()));
    if (!isBad || isKnown) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(`exception: ${error.error()}`));
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Replaced by a newer one, or left with its page; the tab's icon comes when it likes.
    if (why === "net::ERR_ABORTED" || isExpected(request, why) || isIcon(request)) return;
    faults.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  context.on("response", (response) => {
    const [request, status] = [response.request(), response.status()];
    if (status < 400 || isExpected(request, status)) return;
    faults.push(`answer: ${request.method()} ${response.url()} ${status}`);
  });
  return {
    faults,
    expect: (method, path, status) => expects.push([method, path, status]),
    say: (pattern) => sayings.push(pattern),
  };
}
