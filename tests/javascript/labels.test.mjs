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

const view = { width: 400, height: 200 };
const mark = (i, x, y, name, total = 1, half = 8) => ({
  i, x, y, halfX: half, halfY: half, cluster: { radius: half }, row: { name, count: "", total, tone: "town" },
});
const place = (boxes, over = []) => mapMarkNames.place(boxes, boxes, view, over, () => 0);

test("a name stands to the right of its mark, or to the left where there is no room", () => {
  assert.deepEqual(place([mark(0, 200, 100, "Damascus")]).get(0), { anchor: "left", offset: [13 / 11.5, 0], line: null });
  assert.equal(place([mark(0, 390, 100, "Damascus")]).get(0).anchor, "right");
  assert.equal(place([mark(0, 200, 100, "Damascus"), mark(1, 240, 100, "")]).get(0).anchor, "right");
});

test("a name keeps off what lies over the map", () => {
  const legend = { left: 210, top: 0, right: 400, bottom: 200 };
  assert.equal(place([mark(0, 200, 100, "Damascus")], [legend]).get(0).anchor, "right");
  assert.equal(place([mark(0, 200, 100, "Damascus")], [{ left: 0, top: 0, right: 400, bottom: 200 }]).size, 0);
});

test("a large mark among others has its name at the end of a line, a small one none", () => {
  const ring = Array.from({ length: 16 }, (_, turn) => {
    const angle = (2 * Math.PI * turn) / 16;
    return mark(turn + 1, 200 + 26 * Math.cos(angle), 100 + 26 * Math.sin(angle), "", 1, 5);
  });
  const gap = ring.filter((_, turn) => turn !== 4);
  const named = place([mark(0, 200, 100, "Damascus", 900), ...gap]).get(0);
  assert.ok(named.line, "the name is further off");
  assert.equal(place([mark(0, 200, 100, "Damascus", 1), ...gap]).has(0), false);
});

test("names of one row do not run over one another", () => {
  const boxes = Array.from({ length: 30 }, (_, i) => mark(i, 20 + (i % 6) * 60, 20 + Math.floor(i / 6) * 35, `Town number ${i}`, 2, 5));
  const drawn = [...place(boxes)].map(([i, { anchor, offset }]) => {
    const [wide, high] = [6 * boxes[i].row.name.length, 11.5];
    const [x, y] = [boxes[i].x + offset[0] * 11.5, boxes[i].y + offset[1] * 11.5];
    const left = anchor.endsWith("left") ? x : anchor.endsWith("right") ? x - wide : x - wide / 2;
    const top = anchor.startsWith("top") ? y : anchor.startsWith("bottom") ? y - high : y - high / 2;
    return { left, top, right: left + wide, bottom: top + high };
  });
  assert.ok(drawn.length > 3);
  const marks = boxes.map(({ x, y }) => ({ left: x - 5, top: y - 5, right: x + 5, bottom: y + 5 }));
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  drawn.forEach((a, i) => {
    assert.ok(!drawn.slice(i + 1).some((b) => meet(a, b)));
    assert.ok(!marks.some((b) => meet(a, b)));
  });
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
