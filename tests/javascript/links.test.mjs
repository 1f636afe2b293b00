import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { links } = load(["links"]);
const LISTS = ["region", "actor", "type"];

const sorted = (params) => [...params].map((pair) => pair.join("=")).sort().join("&");

/** Where a link leads that was drawn for one address, clicked at another. */
const target = (href, drawn, here) =>
  sorted(links.target(href, drawn && { asked: drawn, view: drawn }, here, LISTS));

test("a link leads where it says while the page stands as it was drawn", () => {
  assert.equal(target("?region=SYR", "?", "?"), "region=SYR");
  assert.equal(target("?", "?type=riot", "?type=riot&map=33,36,7"), "");
  assert.equal(target("?type=riot", null, "?region=SYR"), "type=riot");
});

test("a value chosen meanwhile is kept", () => {
  assert.equal(target("?actor=Israel", "?", "?region=SYR"), "actor=Israel&region=SYR");
  assert.equal(target("?region=SYR&region=LBN", "?region=SYR", "?region=SYR&region=ISR"), "region=ISR&region=LBN&region=SYR");
});

test("a value taken out meanwhile stays out, and one taken out now goes alone", () => {
  assert.equal(target("?region=SYR&region=LBN", "?region=SYR", "?"), "region=LBN");
  assert.equal(target("?", "?region=SYR", "?region=SYR&actor=Israel"), "actor=Israel");
});

test("a value chosen twice before the server answers stands once", () => {
  assert.equal(target("?region=SYR", "?", "?region=SYR&q=x"), "q=x&region=SYR");
});

test("of dates and selections the last click holds", () => {
  assert.equal(target("?from=-30d", "?", "?from=2025-01-01&to=2025-02-01"), "from=-30d");
  assert.equal(target("?event=a", "?event=b", "?event=c&type=riot"), "event=a&type=riot");
});

test("an event opens from a list that was drawn before another tab was chosen", () => {
  assert.equal(target("?event=b", "?", "?event=a&tab=events"), "event=b");
  assert.equal(target("?event=b&type=riot", "?event=b", "?event=b&tab=events"), "event=b&tab=events&type=riot");
});

test("an address that was written in another way is read as it was drawn", () => {
  const drawn = { asked: "?type=battle&type=riot", view: "?type=riot&type=battle" };
  assert.equal(sorted(links.target("?type=riot", drawn, "?type=battle&type=riot", LISTS)), "type=riot");
});
