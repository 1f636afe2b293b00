// Where hexagons lie in the browser: as geodata/hexagons.py says, which made these numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, shared } from "./scripts.mjs";

const { mapDensity } = load(["map-density"]);
const { columns, positions } = shared("hexagons.json");

test("a position lies in the hexagon that the server counts it in", () => {
  for (const { lon, lat, column, row } of positions) {
    assert.deepEqual(mapDensity.at(columns, lon, lat), [column, row]);
  }
});

test("a hexagon has the corners that the server chooses an area by", () => {
  for (const { column, row, ring } of positions) {
    const corners = mapDensity.ring(columns, [column, row, 0, "", []]);
    ring.forEach(([lon, lat], i) => {
      assert.ok(Math.abs(corners[i][0] - lon) < 1e-6);
      assert.ok(Math.abs(corners[i][1] - lat) < 1e-6);
    });
  }
});

test("areas outside a chosen one are paler, the open event's has an edge", () => {
  const rows = [[1, 2, 0, "A", [0, 3]], [2, 2, 5, "B", [0, 300]]];
  const drawing = { columns, rows, outside: 1, events: 303, labels: ["Violence"], chosen: [2, 2] };
  const { features } = mapDensity.collection(drawing);
  assert.deepEqual(features.map(({ properties }) => properties), [
    { colour: 0, pale: false, chosen: false },
    { colour: 5, pale: true, chosen: true },
  ]);
  assert.equal(features[0].geometry.coordinates[0].length, 7);
  assert.deepEqual(mapDensity.collection(null).features, []);
});
