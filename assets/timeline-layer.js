"use strict";
// What lies over the timeline: two handles, a preview of chosen dates, rings around events.
// What the axis covers comes from layout.meta of dashboard/figures/timeline/figure.py.
watchline.timelineLayer = (() => {
  const HANDLE_Y = 35; // px from the top of the figure
  /** @type {Record<string, number>} */
  const UNIT_DAYS = { day: 7, week: 7, month: 30, quarter: 91, year: 365, decade: 3652 };
  const { toDay, inWords } = watchline.dates;

  /**
   * @param {number} value
   * @param {number} least
   * @param {number} most
   */
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  /**
   * @param {HTMLElement} parent
   * @param {string} className
   */
  function element(parent, className) {
    const node = document.createElement("div");
    node.className = className;
    parent.append(node);
    return node;
  }

  /**
   * @param {HTMLElement} layer
   * @param {string} name
   */
  function slider(layer, name) {
    const handle = element(layer, "timeline-handle");
    handle.append(document.createElement("span"));
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", name);
    handle.setAttribute("aria-orientation", "horizontal");
    return handle;
  }

  /**
   * Where an event is drawn: one span of px per lane; a long event has several points.
   * @param {PlotlyElement} gd
   * @param {string} id
   */
  function spansOf(gd, id) {
    /** @type {Map<number, [from: number, to: number]>} */
    const spans = new Map();
    const { xaxis: x, yaxis2: y } = gd._fullLayout ?? {};
    if (!x || !y) return spans;
    for (const points of gd.calcdata ?? []) {
      const trace = points[0]?.trace;
      if (!trace?.meta || !("kind" in trace.meta) || trace.meta.kind !== "event") continue;
      for (const point of points) {
        if (String(trace.customdata?.[point.i]) !== id) continue;
        const at = x._offset + x.c2p(point.x);
        const row = y._offset + y.c2p(point.y);
        const [from, to] = spans.get(row) ?? [at, at];
        spans.set(row, [Math.min(from, at), Math.max(to, at)]);
      }
    }
    return spans;
  }

  return {
    clamp,

    dayAfterKey({ key, shiftKey }, day, axis) {
      const unit = UNIT_DAYS[axis.bucket] ?? 7;
      const step = shiftKey ? unit : 1;
      return new Map([
        ["ArrowLeft", day - step],
        ["ArrowDown", day - step],
        ["ArrowRight", day + step],
        ["ArrowUp", day + step],
        ["PageDown", day - unit],
        ["PageUp", day + unit],
        ["Home", axis.first],
        ["End", axis.last],
      ]).get(key);
    },

    eventOf(data) {
      const point = data?.points?.find((p) => p.data?.meta && "kind" in p.data.meta && p.data.meta.kind === "event");
      return point ? String(point.customdata) : "";
    },

    daysOf(data) {
      const point = data?.points?.find((p) => p.data?.meta && "kind" in p.data.meta && p.data.meta.kind === "bucket");
      const days = point?.customdata;
      return Array.isArray(days) && days.length === 2 ? { from: String(days[0]), to: String(days[1]) } : null;
    },

    axisOf(gd) {
      const x = gd._fullLayout?.xaxis;
      const meta = /** @type {Partial<Watchline.TimelineMeta> | undefined} */ (gd.layout?.meta);
      if (!meta?.first || !meta.last || !x?._length) return null;
      // far earlier events stand before the axis, in a piece that is not to scale
      const left = meta.left ?? x._offset;
      const [first, last, width] = [toDay(meta.first), toDay(meta.last), x._offset + x._length - left];
      const ends = [meta.from ? toDay(meta.from) : first, meta.to ? toDay(meta.to) : last];
      const [from, to] = ends.map((day) => clamp(day, first, last));
      const { top = 0, bottom = 0, bucket = "" } = meta;
      return {
        first, last, left, width, top, bottom, bucket,
        drawn: [from, to],
        pixel: (day) => left + ((day - first) / (last + 1 - first)) * width,
        dayAt: (px) => first + ((px - left) / width) * (last + 1 - first),
      };
    },

    create(gd) {
      const layer = document.createElement("div");
      layer.className = "timeline-brush";
      layer.setAttribute("role", "group");
      layer.setAttribute("aria-label", "Chosen dates");
      const veils = [element(layer, "timeline-veil"), element(layer, "timeline-veil")];
      const edges = [element(layer, "timeline-edge"), element(layer, "timeline-edge")];
      const handles = [slider(layer, "First day"), slider(layer, "Last day")];
      const label = element(layer, "timeline-date");
      label.hidden = true;
      /** @type {HTMLElement[]} */
      const rings = [];
      return { gd, layer, veils, edges, handles, label, rings };
    },

    place({ veils, edges, handles }, axis, days) {
      const ends = [axis.pixel(days[0]), axis.pixel(days[1] + 1)];
      const size = handles[0].offsetWidth || 24;
      // handles that stand close give way outwards, so that both can be held
      const outward = Math.max(0, (size - (ends[1] - ends[0])) / 2);
      handles.forEach((handle, i) => {
        const away = i === 0 ? -outward : outward;
        handle.style.left = `${ends[i] + away}px`;
        handle.style.top = `${HANDLE_Y}px`;
        handle.style.setProperty("--inward", `${-away}px`);
        handle.setAttribute("aria-valuemin", String(i === 0 ? axis.first : days[0]));
        handle.setAttribute("aria-valuemax", String(i === 0 ? days[1] : axis.last));
        handle.setAttribute("aria-valuenow", String(days[i]));
        handle.setAttribute("aria-valuetext", inWords(days[i]));
      });
      const tall = { top: `${axis.top}px`, height: `${axis.bottom - axis.top}px` };
      edges.forEach((edge, i) => Object.assign(edge.style, tall, { left: `${Math.floor(ends[i])}px` }));
      const before = Math.max(0, ends[0] - axis.left);
      const after = Math.max(0, axis.left + axis.width + 1 - ends[1]);
      Object.assign(veils[0].style, tall, { left: `${axis.left}px`, width: `${before}px` });
      Object.assign(veils[1].style, tall, { left: `${ends[1]}px`, width: `${after}px` });
    },

    preview({ gd, veils, edges }, on) {
      (gd.layout?.shapes ?? []).forEach((shape, index) => {
        if (!/^(veil|edge)-/.test(shape.name ?? "")) return;
        for (const path of gd.querySelectorAll(`.shapelayer [data-index="${index}"]`)) {
          path.setAttribute("data-brush", "");
        }
      });
      gd.classList.toggle("timeline-drawn-by-hand", on);
      for (const node of [...veils, ...edges]) node.hidden = !on;
    },

    showDate({ gd, label }, axis, day, end) {
      label.hidden = false;
      label.textContent = inWords(day);
      const half = label.offsetWidth / 2;
      label.style.left = `${clamp(axis.pixel(day + end), half, gd.clientWidth - half)}px`;
      label.style.top = `${HANDLE_Y + 18}px`;
    },

    ring({ gd, layer, rings }, id) {
      for (const node of rings.splice(0)) node.remove();
      if (!id) return;
      for (const [row, [from, to]] of spansOf(gd, id)) {
        const node = element(layer, "timeline-ring");
        Object.assign(node.style, {
          left: `${from - 7}px`, width: `${to - from + 14}px`, top: `${row - 7}px`, height: "14px",
        });
        rings.push(node);
      }
    },
  };
})();
