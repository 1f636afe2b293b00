import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { mapLayout, mapNames } = load(["map-layout", "map-names"]);
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

test("a label stands clear of its cluster on each side, further from a ring", () => {
  const cluster = { halfX: 18, halfY: 10 };
  const [, right, , left, , below] = mapLayout.anchors(cluster, false, 0);
  assert.deepEqual(right, [23 / 11.5, 0]);
  assert.deepEqual(left, [-23 / 11.5, 0]);
  assert.deepEqual(below, [0, 13 / 11.5]);
  assert.ok(mapLayout.anchors(cluster, false, 30)[1][0] > right[0]);
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
