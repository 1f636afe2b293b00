import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { timelineLayer } = load(["dates", "timeline-layer"]);

/** What Plotly tells of a click on a trace. */
const on = (kind, customdata) => ({ points: [{ pointNumber: 0, customdata, data: { meta: { kind } } }] });

test("a click on a bar takes its first and last day", () => {
  const days = timelineLayer.daysOf(on("bucket", ["2025-07-14", "2025-07-20"]));
  assert.deepEqual(days, { from: "2025-07-14", to: "2025-07-20" });
});

test("a click on an event is about the event and no dates, and one on nothing about neither", () => {
  assert.equal(timelineLayer.daysOf(on("event", "levant:one")), null);
  assert.equal(timelineLayer.eventOf(on("event", "levant:one")), "levant:one");
  assert.equal(timelineLayer.eventOf(on("bucket", ["2025-07-14", "2025-07-20"])), "");
  assert.equal(timelineLayer.daysOf({ points: [] }), null);
});
