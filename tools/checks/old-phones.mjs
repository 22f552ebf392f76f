// Do a style sheet and a script work in the oldest engine that we promise? Every feature that it lacks, with its place.
// usage: node old-phones.mjs FILE… (.css, .js). Exit status: 0 nothing found, 1 findings, 2 wrong use.
// CSS is judged by doiuse, and its properties and selectors by the tables of MDN, which doiuse knows few of; JavaScript
// by ESLint (syntax of ECMAScript 2018) with eslint-plugin-compat (interfaces).
import { readFile } from "node:fs/promises";
import mdn from "@mdn/browser-compat-data" with { type: "json" };
import DoIUse from "doiuse/lib/DoIUse.js";
import { ESLint } from "eslint";
import compat from "eslint-plugin-compat";
import postcss from "postcss";

const VERSION = 66;
const ENGINE = `chrome ${VERSION}`;
// What may be missing, because a page without it reads and works as well.
const SPARED = {
  "content-visibility": "as below",
  "css-content-visibility": "print only; a folded part stays folded on paper",
  "css-focus-visible": "the engine's own ring is drawn for every focus",
  "css-snappoints": "scroll-margin: a target stands at the very top",
  "prefers-reduced-motion": "engines without the query have no such setting",
  "::details-content": "print only, as above",
  ":focus-visible": "as above",
  "scroll-margin-top": "as above",
  "text-decoration-thickness": "as below",
  "text-underline-offset": "as below",
  "text-decoration": "thickness and offset of the line under a link",
};
// doiuse takes the max() out of minmax(), which is part of grids.
const FUNCTION = /(^|[^a-z-])(min|max|clamp)\(/;

const files = process.argv.slice(2);
if (files.length === 0 || files.some((file) => !/\.(css|js)$/.test(file))) {
  console.error("usage: node old-phones.mjs FILE… (.css, .js)");
  process.exit(2);
}

async function css(file) {
  const found = [];
  const judge = new DoIUse({
    browsers: [ENGINE],
    onFeatureUsage({ feature, featureData, usage }) {
      const mistaken = feature === "css-math-functions" && !FUNCTION.test(usage.value ?? "");
      if (featureData.missing && !(feature in SPARED) && !mistaken) {
        found.push([usage.source.start.line, `${featureData.title} (${feature})`]);
      }
    },
  });
  function told(node, name, table) {
    const support = [table[name.replace(/^::?/, "")]?.__compat?.support.chrome ?? []].flat();
    const since = support.filter((one) => !one.flags && !one.prefix && !one.alternative_name).map((one) => parseInt(one.version_added, 10));
    if (support.length > 0 && !since.some((one) => one <= VERSION) && !(name in SPARED)) {
      found.push([node.source.start.line, `${name} (since ${Math.min(...since)})`]);
    }
  }
  const root = postcss.parse(await readFile(file, "utf8"), { from: file });
  root.walkDecls(/^[a-z]/, (one) => {
    // The name of its time stands beside it.
    if (!one.parent.some((other) => other.prop === `-webkit-${one.prop}`)) {
      told(one, one.prop, mdn.css.properties);
    }
  });
  root.walkRules((one) => {
    for (const [name] of one.selector.matchAll(/::?[a-z][a-z-]*/g)) {
      told(one, name, mdn.css.selectors);
    }
  });
  await postcss([{ postcssPlugin: "old-phones", OnceExit: (root, { result }) => judge.postcss(root, result) }]).process(
    await readFile(file, "utf8"),
    { from: file },
  );
  return found;
}

const eslint = new ESLint({
  overrideConfigFile: true,
  allowInlineConfig: false,
  overrideConfig: [
    {
      ...compat.configs["flat/recommended"],
      languageOptions: { ecmaVersion: 2018, sourceType: "script" },
      settings: { browsers: [ENGINE], lintAllEsApis: true },
    },
  ],
});

async function js(file) {
  const [result] = await eslint.lintText(await readFile(file, "utf8"), { filePath: "one.js" });
  return result.messages.map((one) => [one.line, one.message]);
}

let count = 0;
for (const file of files) {
  for (const [line, message] of await (file.endsWith(".css") ? css(file) : js(file))) {
    console.log(`${file}:${line}: ${message}`);
    count += 1;
  }
}
console.log(`${files.length} files, ${count} findings for ${ENGINE}`);
process.exit(count ? 1 : 0);
