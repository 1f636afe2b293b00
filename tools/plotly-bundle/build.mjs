// Builds assets/plotly-watchline.min.js from the pinned npm packages. Run through
// `make plotly-bundle`. The settings follow esbuild-config.js inside the plotly.js package.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

const require = createRequire(import.meta.url);
const { environmentPlugin } = require("esbuild-plugin-environment");
const { glsl } = require("esbuild-plugin-glsl");
const inlineCss = require("esbuild-plugin-inline-css");

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "..", "assets", "plotly-watchline.min.js");
const { version } = JSON.parse(
  readFileSync(join(here, "node_modules", "plotly.js", "package.json"), "utf8"),
);

const banner = `/**
 * plotly.js v${version}, custom bundle for Watchline: scatter, bar, scattermap, choroplethmap.
 * Copyright 2012-2026, Plotly, Inc. All rights reserved. Licensed under the MIT license.
 * Built by tools/plotly-bundle; licences of what it contains: NOTICE.
 */`;

const result = await build({
  absWorkingDir: here,
  entryPoints: ["entry.cjs"],
  format: "iife",
  globalName: "Plotly",
  bundle: true,
  minify: true,
  write: false,
  legalComments: "none",
  plugins: [inlineCss(), glsl({ minify: true }), environmentPlugin({ NODE_DEBUG: false })],
  alias: { regl: "@plotly/regl", stream: "stream-browserify" },
  define: { global: "window", "define.amd": "false" },
  banner: { js: banner },
  // without this, a second script that defines Plotly would find a constant in its way
  footer: { js: "window.Plotly = Plotly;" },
  target: "es2016",
  logLevel: "info",
});

const code = result.outputFiles[0].contents;
const text = result.outputFiles[0].text;
for (const forbidden of [/\bnew Function\(/, /[^.\w]eval\(/]) {
  if (forbidden.test(text)) {
    throw new Error(`the bundle holds ${forbidden}, which the content security policy forbids`);
  }
}
writeFileSync(target, code);
const kilobytes = (bytes) => `${Math.round(bytes.length / 1000)} kB`;
console.log(
  `${target}: ${kilobytes(code)}, gzip ${kilobytes(gzipSync(code, { level: 9 }))}, ` +
    `brotli ${kilobytes(brotliCompressSync(code))}`,
);
