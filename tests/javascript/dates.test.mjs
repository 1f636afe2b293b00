import assert from "node:assert/strict";
import { test } from "node:test";
import { load, shared } from "./scripts.mjs";

const { dates, timelineLayer } = load(["dates", "timeline-layer"]);

for (const { from, today, days } of shared("recent.json")) {
  test(`on ${today} the period ${from} is the same for the page and the server`, () => {
    assert.deepEqual(dates.recent(from, new Date(`${today}T12:00:00Z`)), days);
  });
}

test("a date, or nothing, is no period that moves with today", () => {
  for (const text of ["2025-07-01", "", null, "-0d", "-7w", "7d", "-10000d"]) assert.equal(dates.recent(text), null);
});

test("the period ends with today in UTC, late in the evening as well", () => {
  assert.equal(dates.recent("-7d", new Date("2026-03-01T23:59:59Z"))[1], "2026-03-01");
});

test("days are counted from 1 January 1970 and come back as they were", () => {
  assert.equal(dates.toDay("1970-01-02"), 1);
  for (const iso of ["1969-12-31", "2024-02-29", "2026-03-21"]) assert.equal(dates.toIso(dates.toDay(iso)), iso);
  assert.equal(dates.inWords(dates.toDay("2026-03-01")), "1 Mar 2026");
});

const plot = (meta) => ({ layout: { meta }, _fullLayout: { xaxis: { _offset: 50, _length: 310 } } });
const AXIS = { first: "2025-01-01", last: "2025-01-31", from: null, to: "2025-01-10", top: 0, bottom: 9, bucket: "month" };

test("the brush knows which day lies under the pointer", () => {
  const axis = timelineLayer.axisOf(plot(AXIS));
  assert.equal(axis.pixel(axis.first), 50);
  assert.equal(axis.pixel(axis.first + 3), 80);
  assert.equal(axis.dayAt(80), axis.first + 3);
  assert.deepEqual(axis.drawn.map(dates.toIso), ["2025-01-01", "2025-01-10"]);
});

test("chosen dates beyond the axis are drawn at its end", () => {
  const axis = timelineLayer.axisOf(plot({ ...AXIS, from: "2024-06-01", to: "2026-06-01" }));
  assert.deepEqual(axis.drawn.map(dates.toIso), ["2025-01-01", "2025-01-31"]);
  assert.equal(timelineLayer.axisOf(plot({})), null);
});

test("keys move an end by a day, by a bar with Shift or Page, or to the end", () => {
  const axis = timelineLayer.axisOf(plot(AXIS));
  const after = (key, shiftKey = false) => timelineLayer.dayAfterKey({ key, shiftKey }, 1000, axis);
  assert.deepEqual(["ArrowLeft", "ArrowUp", "PageDown", "PageUp"].map((key) => after(key)), [999, 1001, 970, 1030]);
  assert.equal(after("ArrowRight", true), 1030);
  assert.deepEqual([after("Home"), after("End")], [axis.first, axis.last]);
  assert.equal(after("a"), undefined);
});
