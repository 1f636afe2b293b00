"use strict";
// The wheel with Ctrl and two fingers change how much of the time is shown; the wheel with Shift moves
// along it. What is shown is a part of the address: the days of `time`, never beyond the data.
(() => {
  const SETTLE = 160; // ms without a turn of the wheel before the days are taken
  const LEAST = 14; // days
  const PER_PX = 0.002; // by how much a pixel of the wheel enlarges

  const { clamp, axisOf } = watchline.timelineLayer;
  const { toDay, toIso } = watchline.dates;
  const { closest, findById } = watchline.base;

  /** @typedef {{ first: number, last: number, least: number, most: number, left: number, width: number }} Shown */

  /** What the wheel has come to. @type {Shown | null} */
  let wanted = null;
  let settle = 0;
  /** Fingers on the plot, by their ids. @type {Map<number, number>} */
  const fingers = new Map();
  /** @type {{ apart: number, middle: number } | null} */
  let pinch = null;

  /** What the figure shows, and the days of the data. @returns {Shown | null} */
  function shown() {
    const gd = /** @type {PlotlyElement | null} */ (findById("timeline")?.querySelector(".js-plotly-plot") ?? null);
    const axis = gd && axisOf(gd);
    const data = /** @type {Partial<Watchline.TimelineMeta> | undefined} */ (gd?.layout?.meta)?.data;
    if (!gd || !axis || !data) return null;
    const [least, most] = [toDay(data[0]), toDay(data[1])];
    const left = gd.getBoundingClientRect().left + axis.left;
    return { first: Math.max(axis.first, least), last: Math.min(axis.last, most), least, most, left, width: axis.width };
  }

  /**
   * The days around a pixel, more or fewer of them.
   * @param {Shown} from
   * @param {number} x px from the left of the window
   * @param {number} factor
   */
  function scaled(from, x, factor) {
    const { first, last, least, most, left, width } = from;
    const length = clamp((last - first) * factor, LEAST, most - least);
    const share = clamp((x - left) / width, 0, 1);
    const start = clamp(first + share * (last - first - length), least, most - length);
    return { ...from, first: start, last: start + length };
  }

  /**
   * @param {Shown} from
   * @param {number} days
   */
  function moved(from, days) {
    const by = clamp(days, from.least - from.first, from.most - from.last);
    return { ...from, first: from.first + by, last: from.last + by };
  }

  /** @param {Shown} days */
  function take({ first, last, least, most }) {
    const whole = first <= least && last >= most;
    watchline.go({ time: whole ? `${toIso(least)},${toIso(most)}` : `${toIso(Math.round(first))},${toIso(Math.round(last))}` });
  }

  document.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.shiftKey) || !closest(event, "#timeline")) return;
    const from = wanted ?? shown();
    if (!from || from.most - from.least <= LEAST) return;
    event.preventDefault();
    const turn = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 16 : 1);
    wanted = event.ctrlKey
      ? scaled(from, event.clientX, Math.exp(turn * PER_PX))
      : moved(from, (turn / from.width) * (from.last - from.first));
    clearTimeout(settle);
    settle = setTimeout(() => {
      if (wanted) take(wanted);
      wanted = null;
    }, SETTLE);
  }, { passive: false });

  function spread() {
    const [a, b] = [...fingers.values()];
    return { apart: Math.max(Math.abs(a - b), 24), middle: (a + b) / 2 };
  }

  document.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || !closest(event, "#timeline")) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 2) pinch = spread();
  }, { capture: true });

  document.addEventListener("pointermove", (event) => {
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, event.clientX);
  });

  document.addEventListener("pointerup", (event) => {
    const from = pinch && fingers.size === 2 && fingers.has(event.pointerId) ? shown() : null;
    if (pinch && from) take(scaled(from, pinch.middle, pinch.apart / spread().apart));
    if (fingers.delete(event.pointerId)) pinch = null;
  });
  document.addEventListener("pointercancel", (event) => {
    if (fingers.delete(event.pointerId)) pinch = null;
  });
})();
