// Loads scripts of the page as a browser does: classic scripts, one after the other, that share
// the namespace `watchline`. Parts that need a page are not called by these tests.
import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";

export const ASSETS = new URL("../../assets/", import.meta.url);

/** The namespace after these scripts; `globals` are what else of a browser they find. */
export function load(names, globals = {}) {
  const watchline = {};
  for (const name of names) {
    const source = readFileSync(new URL(`${name}.js`, ASSETS), "utf8");
    const parameters = ["watchline", ...Object.keys(globals)];
    compileFunction(source, parameters, { filename: `${name}.js` })(watchline, ...Object.values(globals));
  }
  return watchline;
}

/** What a test shares with the Python half of the program. */
export const shared = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

/** The browser's storage, in memory. */
export function storage() {
  const values = new Map();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
  };
}
