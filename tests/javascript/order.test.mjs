import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { ASSETS, load } from "./scripts.mjs";

/** Stands for every part of a browser: whatever is done with it gives it again. */
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.iterator ? function* () {} : name === Symbol.toPrimitive ? () => "" : anything),
  set: () => true,
  apply: () => anything,
  construct: () => anything,
});
const BROWSER = [
  "window", "document", "location", "history", "navigator", "localStorage", "matchMedia", "addEventListener",
  "getComputedStyle", "setInterval", "setTimeout", "EventSource", "HTMLElement", "IntersectionObserver", "MutationObserver", "BroadcastChannel",
];

test("every script finds what it uses at once in those that Dash loads before it", () => {
  const names = readdirSync(ASSETS).filter((name) => name.endsWith(".js") && !name.endsWith(".min.js")).sort();
  const globals = Object.fromEntries(BROWSER.map((name) => [name, anything]));
  const watchline = load(names.map((name) => name.slice(0, -3)), globals);
  assert.ok(names.length > 10);
  assert.equal(typeof watchline.go, "function");
});
