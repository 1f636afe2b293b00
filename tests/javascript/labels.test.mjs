import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

// letters of half their height
const pen = { measureText: (text) => ({ width: 6 * text.length }) };
const document = { createElement: () => ({ getContext: () => pen }), querySelectorAll: () => [] };
const { mapLayout, mapMarkNames, mapNames } = load(["map-layout", "map-mark-names", "map-names"], { document });
const map = {
  getZoom: () => 7,
  getCenter: () => ({ lng: 36, lat: 33 }),
  getContainer: () => ({ clientWidth: 800, clientHeight: 500 }),
};

test("the middle of the map is the middle of the screen, and every place leads back to itself", () => {
  const view = mapLayout.plane(map);
  view.to(36, 33).forEach((px, i) => assert.ok(Math.abs(px - [400, 250][i]) < 1e-6));
  const [lon, lat] = view.from(...view.to(35.5, 33.9));
  assert.ok(Math.abs(lon - 35.5) < 1e-9 && Math.abs(lat - 33.9) < 1e-9);
});

test("a name stands clear of its mark on each side, further from a ring", () => {
  const cluster = { halfX: 18, halfY: 10 };
  const [right, left, below] = mapMarkNames.candidates(cluster, 11.5, 0);
  assert.deepEqual([right.x, right.y], [23, 0]);
  assert.deepEqual([left.x, left.y], [-23, 0]);
  assert.deepEqual([below.x, below.y], [0, 13]);
  assert.ok(mapMarkNames.candidates(cluster, 11.5, 30)[0].x > right.x);
});

test("a name keeps off the edges of the map and what lies over it", () => {
  const view = { width: 400, height: 200 };
  const cluster = { halfX: 8, halfY: 8 };
  const anchors = (x, y, over) =>
    mapMarkNames.free(mapMarkNames.candidates(cluster, 12, 0), { x, y }, "Damascus 12", view, over).map((c) => c.anchor);
  assert.equal(anchors(200, 100, [])[0], "left");
  assert.equal(anchors(380, 100, [])[0], "right", "no room to the right of the mark");
  assert.equal(anchors(200, 100, [{ left: 205, top: 90, right: 400, bottom: 110 }])[0], "right");
  assert.deepEqual(anchors(200, 100, [{ left: 0, top: 0, right: 400, bottom: 200 }]), []);
});

test("a name that runs from right to left is kept together, others stay as they are", () => {
  assert.equal(mapLayout.isolate("Damascus"), "Damascus");
  assert.equal(mapLayout.isolate("دمشق"), "\u2068دمشق\u2069\u200e");
});

test("sizes of names grow evenly between the zooms of the style", () => {
  const sizes = ["interpolate", ["linear"], ["zoom"], 3, 10, 5, 11, 8, 13];
  const at = (zoom) => mapLayout.interpolated(sizes, zoom);
  assert.deepEqual([2, 3, 4, 5, 6.5, 8, 12].map(at), [10, 10, 10.5, 11, 12, 13, 13]);
  assert.equal(mapLayout.interpolated(11, 4), 11);
});

test("a country whose land lies in several tiles has one name, and land without a name none", () => {
  const piece = (code, name, rank) => ({ properties: { code, name, rank } });
  const land = [piece("LBN", "Lebanon", 6), piece("SYR", "Syria", 4), piece("Golan"), piece("SYR", "Syria", 4)];
  assert.deepEqual(mapNames.countriesOf(land).map(({ code }) => code), ["SYR", "LBN"]);
});

/** A raster of rows of digits. */
function raster(...lines) {
  return { cells: Uint16Array.from(lines.join(""), Number), columns: lines[0].length, rows: lines.length };
}

const LAND = raster(
  "111111110000",
  "111111110000",
  "111111112222",
  "111111112222",
  "111111112222",
);

test("a name goes where its country is most open, wholly inside of it", () => {
  const depth = mapNames.depths(LAND);
  const { x, y } = mapNames.roomFor(LAND, depth, 1, [3, 1], null);
  assert.ok(x >= 2 && x <= 5 && y === 2, `${x} ${y}`);
});

test("a country too narrow for its name has none", () => {
  const depth = mapNames.depths(LAND);
  assert.equal(mapNames.roomFor(LAND, depth, 2, [5, 1], null), null);
});

test("a name stays where a reader has seen it while it has room there", () => {
  const depth = mapNames.depths(LAND);
  const before = { x: 5, y: 1 };
  assert.equal(mapNames.roomFor(LAND, depth, 1, [3, 1], before), before);
  assert.notDeepEqual(mapNames.roomFor(LAND, depth, 1, [3, 1], { x: 7, y: 0 }), { x: 7, y: 0 });
});
