import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { links, mapViews } = load(["links", "map-views"]);
const PARIS = { lat: 48.85341, lon: 2.3488, zoom: 9 };

test("the map goes where an address says", () => {
  assert.deepEqual(mapViews.way("48.8534,2.3488,9.00", { lat: 33, lon: 36, zoom: 8 }), { lat: 48.8534, lon: 2.3488, zoom: 9 });
  assert.deepEqual(mapViews.way("33,36,8", null), { lat: 33, lon: 36, zoom: 8 });
});

test("a map that stands there stays, and so does one whose address says nothing", () => {
  assert.equal(mapViews.way(mapViews.write(PARIS), PARIS), null);
  assert.equal(mapViews.way(null, PARIS), null);
});

test("what is no view of a map moves none", () => {
  for (const text of ["", "1,2", "1,2,3,4", "91,0,3", "0,181,3", "0,0,23", "0,0,-1", "a,b,c", ",,", "0,,3"]) {
    assert.equal(mapViews.read(text), null, text);
  }
});

test("a link to a place keeps what was chosen meanwhile, and still moves the map", () => {
  const drawn = { asked: "region=SYR", view: "?region=SYR" };
  const params = links.target("?region=SYR&place=p&map=48.8534,2.3488,9.00", drawn, "?region=SYR&q=x&map=33,36,8", []);
  assert.deepEqual(Object.fromEntries(params), { region: "SYR", q: "x", place: "p", map: "48.8534,2.3488,9.00" });
});

test("a link that is about filters leaves the map where it was moved to", () => {
  const drawn = { asked: "region=SYR", view: "?region=SYR" };
  const params = links.target("?region=SYR&type=riot", drawn, "?region=SYR&q=x&map=1,2,3", []);
  assert.equal(params.get("map"), "1,2,3");
});
