// Builds everything the binary embeds into dist/: hashed names, Brotli siblings and manifest.json.
// `node build.mjs` writes; `node build.mjs --check` fails when dist/ is not what the sources give.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { compile, optimize } from "@tailwindcss/node";
import { Resvg } from "@resvg/resvg-js";
import { minify } from "terser";
import { problems as contrastProblems } from "./contrast.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(here, ...parts);
const text = (...parts) => readFileSync(at(...parts), "utf8");
const COMPRESSIBLE = /\.(css|js|svg|webmanifest|txt)$/;
const FONTS = ["inter-latin", "inter-latin-ext", "inter-vietnamese"];
const RASTERS = { "icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180 };

/** Every Rust source, so that the classes and icons found are those really used. */
function rustSources(folder = at("..", "src")) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".rs"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Only what stands in a class attribute counts: prose in Rust must not change the style sheet. */
function classNames(sources) {
  const found = new Set();
  for (const source of sources) {
    for (const [, value] of source.matchAll(/\bclass(?:: [^=\n]+)? = ([^\n]*)/g)) {
      for (const [, literal] of value.matchAll(/"([^"]*)"/g)) {
        literal
          .split(/\s+/)
          .filter(Boolean)
          .forEach((name) => found.add(name));
      }
    }
  }
  return [...found].sort();
}

async function styleSheet(sources, fonts) {
  const css = await compile(text("css", "app.css"), { base: at("css"), onDependency() {} });
  const built = css.build(classNames(sources));
  const named = built.replaceAll(/url\("font:([a-z-]+)"\)/g, (_, name) => {
    return `url(/assets/${fonts[`${name}.woff2`]})`;
  });
  return optimize(named, { minify: true }).code;
}

/** One script in one request: htmx, then ours. */
async function script() {
  const own = readdirSync(at("js"))
    .filter((name) => name.endsWith(".js"))
    .sort();
  const htmx = text("node_modules", "htmx.org", "dist", "htmx.js");
  const all = [htmx, ...own.map((name) => text("js", name))].join("\n");
  const { code } = await minify(all, { ecma: 2022, format: { comments: false } });
  return `/* htmx 4.0.1 (0BSD) and pi-crm; see licenses.txt */\n${code}\n`;
}

/** The plain door's few lines: whoever does not trust us yet should not have to load the rest. */
async function trustScript() {
  const { code } = await minify(text("js", "plain", "trust.js"), { ecma: 2022, module: true });
  return `${code}\n`;
}

/** The sprite holds the icons named in src/web/ui/icon.rs, no others. */
function sprite() {
  const names = [...text("..", "src", "web", "ui", "icon.rs").matchAll(/=> "([a-z0-9-]+)"/g)];
  const symbols = [...new Set(names.map(([, name]) => name))].sort().map((name) => {
    const svg = text("node_modules", "lucide-static", "icons", `${name}.svg`);
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    const shapes = body.replaceAll(/\s*\n\s*/g, "").trim();
    return (
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
      `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

function raster(svg, size) {
  return Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng());
}

/** An .ico that carries one PNG: a header of six bytes, an entry of sixteen, the picture. */
function favicon(png, size) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, png]);
}

function webManifest(names) {
  const icon = (name, sizes, purpose) => ({
    src: `/assets/${names[name]}`,
    sizes,
    type: name.endsWith("svg") ? "image/svg+xml" : "image/png",
    purpose,
  });
  return (
    JSON.stringify(
      {
        name: "pi-crm",
        short_name: "pi-crm",
        description: "The CRM on your own Raspberry Pi",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: "#fbfaf9",
        theme_color: "#fbfaf9",
        icons: [
          icon("icon.svg", "any", "any"),
          icon("icon-192.png", "192x192", "any"),
          icon("icon-512.png", "512x512", "any"),
          icon("icon-maskable.png", "512x512", "maskable"),
        ],
      },
      null,
      1,
    ) + "\n"
  );
}

function licences() {
  return readdirSync(at("licenses"))
    .sort()
    .map((name) => {
      return `==== ${name.replace(/\.txt$/, "")} ====\n\n${text("licenses", name).trim()}\n`;
    })
    .concat(`==== Inter (font) ====\n\n${text("fonts", "inter", "LICENSE").trim()}\n`)
    .join("\n\n");
}

async function build() {
  const names = {};
  const files = new Map();
  const add = (name, content) => {
    const bytes = Buffer.from(content);
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
    const dot = name.lastIndexOf(".");
    names[name] = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
    files.set(names[name], bytes);
  };
  const sources = rustSources();
  const icon = text("icons", "icon.svg");
  FONTS.forEach((font) =>
    add(`${font}.woff2`, readFileSync(at("fonts", "inter", `${font}.woff2`))),
  );
  add("app.css", await styleSheet(sources, names));
  add("app.js", await script());
  add("trust.js", await trustScript());
  add("icons.svg", sprite());
  add("icon.svg", icon);
  Object.entries(RASTERS).forEach(([name, size]) =>
    add(name, raster(text("icons", "icon-square.svg"), size)),
  );
  add("icon-maskable.png", raster(text("icons", "icon-maskable.svg"), 512));
  add("favicon.ico", favicon(raster(icon, 32), 32));
  add("manifest.webmanifest", webManifest(names));
  add("licenses.txt", licences());
  const sorted = Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
  files.set("manifest.json", Buffer.from(JSON.stringify(sorted, null, 1) + "\n"));
  return files;
}

/** Brotli's bytes may differ between releases of Node: what counts is what they unpack to. */
function packs(packed, bytes) {
  return existsSync(packed) && brotliDecompressSync(readFileSync(packed)).equals(bytes);
}

const packedName = (name) => (COMPRESSIBLE.test(name) ? `${name}.br` : null);

function expectedNames(files) {
  return new Set([...files.keys()].flatMap((name) => [name, packedName(name)].filter(Boolean)));
}

function drift(files) {
  const here = existsSync(at("dist")) ? readdirSync(at("dist")) : [];
  const expected = expectedNames(files);
  const wrong = here.filter((name) => !expected.has(name)).map((name) => `${name} is left over`);
  for (const [name, bytes] of files) {
    const path = at("dist", name);
    if (!existsSync(path) || !readFileSync(path).equals(bytes))
      wrong.push(`${name} is missing or differs`);
    if (packedName(name) && !packs(`${path}.br`, bytes))
      wrong.push(`${name}.br is missing or differs`);
  }
  return wrong;
}

function write(files) {
  mkdirSync(at("dist"), { recursive: true });
  const expected = expectedNames(files);
  readdirSync(at("dist"))
    .filter((name) => !expected.has(name))
    .forEach((name) => rmSync(at("dist", name)));
  for (const [name, bytes] of files) {
    writeFileSync(at("dist", name), bytes);
    if (packedName(name) && !packs(at("dist", `${name}.br`), bytes)) {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      };
      writeFileSync(at("dist", `${name}.br`), brotliCompressSync(bytes, { params }));
    }
  }
}

function fail(title, lines) {
  console.error([title, ...lines.map((line) => `  ${line}`)].join("\n"));
  process.exit(1);
}

const contrast = contrastProblems(text("css", "theme.css"));
if (contrast.length) fail("Colours too close to each other:", contrast);
const files = await build();
if (process.argv.includes("--check")) {
  const wrong = drift(files);
  if (wrong.length)
    fail("assets/dist is out of date; run `npm run build` in assets/ and commit it:", wrong);
  console.log("assets/dist is what the sources give");
} else {
  write(files);
  for (const [name, bytes] of files) console.log(String(bytes.length).padStart(7), name);
}
