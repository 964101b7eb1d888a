// WCAG contrast of the theme's colour pairs, light and dark; `build.mjs` refuses one that fails.

/** What is read on what, and the least ratio: 4.5 for text, 3 for the outline of a control. */
const GROUNDS = ["--color-base-100", "--color-base-200", "--raised"];
const TEXTS = ["--color-base-content", "--muted", "--link", "--good", "--bad", "--warn"];
const PAIRS = [
  ...GROUNDS.flatMap((ground) => TEXTS.map((ink) => [ink, ground, 4.5])),
  ...GROUNDS.map((ground) => ["--edge", ground, 3]),
  ...["primary", "error", "neutral", "success", "warning", "info"].map((name) => {
    return [`--color-${name}-content`, `--color-${name}`, 4.5];
  }),
  ["--good", "--good-soft", 4.5],
  ["--bad", "--bad-soft", 4.5],
  ["--warn", "--warn-soft", 4.5],
  ["--color-base-content", "--selected", 4.5],
  ["--muted", "--selected", 4.5],
  ["--link", "--selected", 4.5],
];

function themes(css) {
  return [...css.matchAll(/@plugin "daisyui\/theme" \{([^}]*)\}/g)].map(([, body]) => {
    const values = new Map(
      [...body.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)].map(([, k, v]) => [k, v]),
    );
    return { name: body.match(/name: "(\w+)"/)[1], values };
  });
}

/** oklch → linear sRGB → relative luminance. */
function luminance(colour) {
  const match = colour.match(/oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)/);
  if (!match) throw new Error(`not an oklch colour: ${colour}`);
  const [lightness, chroma, hue] = match.slice(1).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness / 100 - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function hues(css, name) {
  const body = css.match(new RegExp(`/\\* hues ${name} \\*/([^}]*)`))?.[1] ?? "";
  const [, ink] = body.match(/--hue-ink: oklch\(([\d.]+% [\d.]+) var/) ?? [];
  const [, ground] = body.match(/--hue-soft: oklch\(([\d.]+% [\d.]+) var/) ?? [];
  return ink
    ? Array.from({ length: 36 }, (_, i) => [
        `oklch(${ink} ${i * 10})`,
        `oklch(${ground} ${i * 10})`,
      ])
    : [];
}

export function problems(css) {
  return themes(css).flatMap(({ name, values }) => {
    const pairs = PAIRS.map(([ink, ground, least]) => {
      if (!values.has(ink) || !values.has(ground))
        throw new Error(`${name}: no ${ink} or ${ground}`);
      return [`${ink} on ${ground}`, ratio(values.get(ink), values.get(ground)), least];
    });
    const tints = hues(css, name).map(([ink, ground]) => [
      `${ink} on ${ground}`,
      ratio(ink, ground),
      4.5,
    ]);
    return [...pairs, ...tints]
      .filter(([, reached, least]) => reached < least)
      .map(
        ([pair, reached, least]) =>
          `${name}: ${pair} reaches ${reached.toFixed(2)}, needs ${least}`,
      );
  });
}
