import assert from "node:assert/strict";
import { test } from "node:test";
import { load, shared } from "./scripts.mjs";

const { marks, mapLayout } = load(["marks", "map-layout"]);
const { k, shapes, clusters, boxes } = shared("packing.json");
const pack = (spec) => marks.pack(spec, k, shapes);

const close = (actual, expected) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

for (const { spec, marks: expected, radius, halfX, halfY } of clusters) {
  test(`the cluster ${spec} looks on the page as in a picture`, () => {
    const cluster = pack(spec);
    assert.equal(cluster.marks.length, expected.length);
    cluster.marks.forEach(({ hollow, r, x, y }, i) => {
      assert.equal(hollow, expected[i].hollow);
      [r, x, y].forEach((value, part) => close(value, [expected[i].r, expected[i].x, expected[i].y][part]));
    });
    [cluster.radius, cluster.halfX, cluster.halfY].forEach((value, i) => close(value, [radius, halfX, halfY][i]));
  });
}

test("neighbours on the map give way as in a picture", () => {
  const moved = boxes.map(({ x, y, halfX, halfY }) => ({ x, y, halfX, halfY, mass: halfX * halfY }));
  mapLayout.pushApart(moved);
  moved.forEach((box, i) => {
    close(box.x, boxes[i].pushed[0]);
    close(box.y, boxes[i].pushed[1]);
  });
});

test("a mark that would be too small to see is drawn larger, and none is cut off", () => {
  assert.equal(marks.pack("0f1", 0.1, shapes).marks[0].r, shapes.smallest);
  assert.equal(marks.pack("0f10000", k, shapes).marks[0].r, 100 * k);
});

test("a ring stands off its marks", () => {
  const [bare, ringed] = [pack("4f9"), pack("4f9 r")];
  assert.equal(ringed.halfX - bare.halfX, shapes.ring);
  assert.equal(ringed.ring, true);
});
