// The brush over the timeline: two handles, and dragging on the plot for a new choice.
//
// The figure draws the chosen dates itself, so that a picture shows them; here are only the
// handles and, while something is dragged, a preview in its place. What the axis covers comes
// from layout.meta of dashboard/figures/timeline.py. Days are whole UTC days, counted from
// 1 January 1970.
(function () {
  "use strict";

  const ID = "timeline";
  const LEAST_DRAG = 4; // px; less is a click
  const SETTLE = 400; // ms without a key before the dates are taken
  const HANDLE_Y = 35; // px from the top of the figure
  const DAY = 86400000;
  const UNIT_DAYS = { day: 7, week: 7, month: 30, year: 365 };
  const SIDES = ["first", "last"];
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  const toDay = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const toIso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  function inWords(day) {
    const date = new Date(day * DAY);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  }

  function element(parent, className) {
    const node = document.createElement("div");
    node.className = className;
    parent.append(node);
    return node;
  }

  function attach(gd) {
    const cleanup = new AbortController();
    const listen = (target, type, handler, options) =>
      target.addEventListener(type, handler, { signal: cleanup.signal, ...options });

    const layer = document.createElement("div");
    layer.className = "timeline-brush";
    layer.setAttribute("role", "group");
    layer.setAttribute("aria-label", "Chosen dates");

    const veils = SIDES.map(() => element(layer, "timeline-veil"));
    const edges = SIDES.map(() => element(layer, "timeline-edge"));
    const rings = [];
    const handles = SIDES.map((side) => {
      const handle = element(layer, "timeline-handle");
      handle.append(document.createElement("span"));
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.setAttribute("aria-label", side === "first" ? "First day" : "Last day");
      handle.setAttribute("aria-orientation", "horizontal");
      return handle;
    });
    const label = element(layer, "timeline-date");
    label.hidden = true;

    let axis = null; // first, last: days; left, width, top, bottom: px
    let drawn = null; // [first, last] as the figure shows it
    let chosen = null; // the same, or as dragged
    let moved = [false, false]; // which ends were touched and will be sent
    let drag = null;
    let brushed = false; // the click that ends a drag is none
    let hovered = ""; // event id
    let settle = 0;
    let fallback = 0;

    // ---- where things are

    function measure() {
      const x = gd._fullLayout?.xaxis;
      const meta = gd.layout?.meta;
      if (!meta?.first || !x?._length) return false;
      axis = {
        first: toDay(meta.first),
        last: toDay(meta.last),
        left: x._offset,
        width: x._length,
        top: meta.top,
        bottom: meta.bottom,
      };
      drawn = [
        meta.from ? toDay(meta.from) : axis.first,
        meta.to ? toDay(meta.to) : axis.last,
      ].map((day) => clamp(day, axis.first, axis.last));
      return true;
    }

    const pixel = (day) =>
      axis.left + ((day - axis.first) / (axis.last + 1 - axis.first)) * axis.width;
    const dayAt = (x) =>
      axis.first + ((x - axis.left) / axis.width) * (axis.last + 1 - axis.first);
    const within = (event) => {
      const box = gd.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    function place() {
      if (!axis || !chosen) return;
      const ends = [pixel(chosen[0]), pixel(chosen[1] + 1)];
      const size = handles[0].offsetWidth || 24;
      // handles that stand close give way outwards, so that both can be held
      const outward = Math.max(0, (size - (ends[1] - ends[0])) / 2);
      handles.forEach((handle, i) => {
        const away = i === 0 ? -outward : outward;
        handle.style.left = `${ends[i] + away}px`;
        handle.style.top = `${HANDLE_Y}px`;
        handle.style.setProperty("--inward", `${-away}px`);
        handle.setAttribute("aria-valuemin", i === 0 ? axis.first : chosen[0]);
        handle.setAttribute("aria-valuemax", i === 0 ? chosen[1] : axis.last);
        handle.setAttribute("aria-valuenow", chosen[i]);
        handle.setAttribute("aria-valuetext", inWords(chosen[i]));
      });
      const tall = { top: `${axis.top}px`, height: `${axis.bottom - axis.top}px` };
      edges.forEach((edge, i) =>
        Object.assign(edge.style, tall, { left: `${Math.floor(ends[i])}px` }));
      Object.assign(veils[0].style, tall, {
        left: `${axis.left}px`, width: `${Math.max(0, ends[0] - axis.left)}px`,
      });
      Object.assign(veils[1].style, tall, {
        left: `${ends[1]}px`, width: `${Math.max(0, axis.left + axis.width + 1 - ends[1])}px`,
      });
    }

    // The preview stands in for the brush that the figure has drawn.
    function preview(on) {
      (gd.layout?.shapes ?? []).forEach((shape, index) => {
        if (!/^(veil|edge)-/.test(shape.name ?? "")) return;
        for (const path of gd.querySelectorAll(`.shapelayer [data-index="${index}"]`)) {
          path.setAttribute("data-brush", "");
        }
      });
      gd.classList.toggle("timeline-drawn-by-hand", on);
      for (const node of [...veils, ...edges]) node.hidden = !on;
    }

    function say(i) {
      label.hidden = i === null;
      if (i === null) return;
      label.textContent = inWords(chosen[i]);
      const half = label.offsetWidth / 2;
      const x = pixel(chosen[i] + (i === 1 ? 1 : 0));
      label.style.left = `${clamp(x, half, gd.clientWidth - half)}px`;
      label.style.top = `${HANDLE_Y + 18}px`;
    }

    function show(days, i) {
      chosen = days;
      preview(true);
      place();
      say(i);
    }

    function settleBack() {
      clearTimeout(settle);
      clearTimeout(fallback);
      settle = 0;
      moved = [false, false];
      chosen = drawn && [...drawn];
      preview(false);
      say(null);
      place();
    }

    // ---- taking the dates

    function take() {
      clearTimeout(settle);
      settle = 0;
      say(null);
      if (!chosen || (chosen[0] === drawn[0] && chosen[1] === drawn[1])) return settleBack();
      const changes = {};
      if (moved[0]) changes.from = toIso(chosen[0]);
      if (moved[1]) changes.to = toIso(chosen[1]);
      moved = [false, false];
      // the preview stays until the figure is drawn again, so that nothing flashes
      fallback = setTimeout(settleBack, 5000);
      window.watchline?.go?.(changes);
    }

    function moveEnd(i, day) {
      const days = [...chosen];
      days[i] = i === 0
        ? clamp(day, axis.first, days[1])
        : clamp(day, days[0], axis.last);
      moved[i] = true;
      show(days, i);
    }

    // ---- pointer

    function grab(i, event) {
      if (event.button !== 0 || !axis) return;
      event.preventDefault();
      event.stopPropagation();
      handles[i].focus({ preventScroll: true });
      clearTimeout(settle);
      const edge = pixel(chosen[i] + i);
      drag = { kind: "end", i, id: event.pointerId, offset: edge - within(event).x, x: event.clientX };
    }

    function press(event) {
      brushed = false;
      if (event.button !== 0 || !event.isPrimary || !axis || drag) return;
      if (event.target.closest?.(".timeline-handle")) return;
      const at = within(event);
      const inside = at.x >= axis.left && at.x <= axis.left + axis.width
        && at.y >= axis.top && at.y <= axis.bottom;
      if (inside) drag = { kind: "new", id: event.pointerId, start: at.x, x: event.clientX };
    }

    function move(event) {
      if (!drag || event.pointerId !== drag.id) return;
      if (!drag.live && Math.abs(event.clientX - drag.x) < LEAST_DRAG) return;
      drag.live = true;
      const { x } = within(event);
      if (drag.kind === "end") {
        moveEnd(drag.i, Math.round(dayAt(x + drag.offset)) - drag.i);
        return;
      }
      const days = [drag.start, x]
        .sort((a, b) => a - b)
        .map((px) => clamp(Math.floor(dayAt(px)), axis.first, axis.last));
      moved = [true, true];
      show(days, x < drag.start ? 0 : 1);
    }

    function release(event) {
      if (!drag || event.pointerId !== drag.id) return;
      const { live } = drag;
      drag = null;
      if (!live) return;
      brushed = true;
      take();
    }

    function cancel(event) {
      if (!drag || (event.pointerId !== undefined && event.pointerId !== drag.id)) return;
      drag = null;
      settleBack();
    }

    listen(gd, "pointerdown", press, { capture: true });
    listen(window, "pointermove", move);
    listen(window, "pointerup", release);
    listen(window, "pointercancel", cancel);
    listen(window, "resize", () => measure() && place());
    handles.forEach((handle, i) => {
      listen(handle, "pointerdown", (event) => grab(i, event));
      listen(handle, "keydown", (event) => key(i, event));
      listen(handle, "blur", () => settle && take());
    });
    listen(document, "keydown", (event) => {
      if (event.key === "Escape" && (drag || settle)) {
        event.stopPropagation();
        drag = null;
        settleBack();
      }
    }, { capture: true });

    // ---- keyboard

    function key(i, event) {
      if (!axis || event.altKey || event.ctrlKey || event.metaKey) return;
      const unit = UNIT_DAYS[gd.layout.meta.bucket] ?? 7;
      const step = event.shiftKey ? unit : 1;
      const day = {
        ArrowLeft: chosen[i] - step,
        ArrowDown: chosen[i] - step,
        ArrowRight: chosen[i] + step,
        ArrowUp: chosen[i] + step,
        PageDown: chosen[i] - unit,
        PageUp: chosen[i] + unit,
        Home: axis.first,
        End: axis.last,
      }[event.key];
      if (event.key === "Enter" && settle) take();
      if (day === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      moveEnd(i, day);
      clearTimeout(settle);
      settle = setTimeout(take, SETTLE);
    }

    // ---- events in lanes

    const eventOf = (data) => {
      const point = data?.points?.find((p) => p.data?.meta?.kind === "event");
      return point ? String(point.customdata) : "";
    };

    function ring(id) {
      hovered = id;
      for (const node of rings.splice(0)) node.remove();
      if (!id || !axis) return;
      const y = gd._fullLayout.yaxis2;
      const x = gd._fullLayout.xaxis;
      const spans = new Map(); // one ring per lane; a long event has several points
      (gd.calcdata ?? []).forEach((points) => {
        const trace = points[0]?.trace;
        if (trace?.meta?.kind !== "event") return;
        for (const point of points) {
          if (String(trace.customdata[point.i]) !== id) continue;
          const at = x._offset + x.c2p(point.x);
          const row = y._offset + y.c2p(point.y);
          const span = spans.get(row) ?? [at, at];
          spans.set(row, [Math.min(span[0], at), Math.max(span[1], at)]);
        }
      });
      for (const [row, [from, to]] of spans) {
        const node = element(layer, "timeline-ring");
        Object.assign(node.style, {
          left: `${from - 7}px`, width: `${to - from + 14}px`, top: `${row - 7}px`, height: "14px",
        });
        rings.push(node);
      }
    }

    const tell = (id) =>
      document.dispatchEvent(new CustomEvent("watchline:hover", { detail: { event: id } }));
    listen(document, "watchline:hover", (event) => ring(String(event.detail?.event ?? "")));

    const onHover = (data) => {
      const id = drag?.live ? "" : eventOf(data);
      gd.classList.toggle("timeline-on-mark", Boolean(id));
      if (id !== hovered) tell(id);
    };
    const onUnhover = () => {
      gd.classList.remove("timeline-on-mark");
      if (hovered) tell("");
    };
    const onClick = (data) => {
      const id = eventOf(data);
      if (id && !brushed) window.watchline?.go?.({ event: id });
    };
    const onPlot = () => {
      const home = gd.querySelector(".svg-container") ?? gd;
      if (layer.parentNode !== home) home.append(layer);
      layer.hidden = !measure();
      if (layer.hidden) return;
      if (drag || settle) place(); // someone is at it: new data do not take it away
      else settleBack();
      ring(hovered);
    };

    gd.classList.add("timeline-plot");
    gd.on("plotly_hover", onHover);
    gd.on("plotly_unhover", onUnhover);
    gd.on("plotly_click", onClick);
    gd.on("plotly_afterplot", onPlot);
    onPlot();

    return function detach() {
      cleanup.abort();
      clearTimeout(settle);
      clearTimeout(fallback);
      gd.removeListener?.("plotly_hover", onHover);
      gd.removeListener?.("plotly_unhover", onUnhover);
      gd.removeListener?.("plotly_click", onClick);
      gd.removeListener?.("plotly_afterplot", onPlot);
      gd.classList.remove("timeline-plot", "timeline-on-mark", "timeline-drawn-by-hand");
      layer.remove();
    };
  }

  // ---- the plot comes and goes with the page

  let attached = null; // {gd, on, detach}; Plotly makes a new gd.on after a purge

  function look() {
    const gd = document.getElementById(ID)?.querySelector(".js-plotly-plot") ?? null;
    const ready = gd?.on && gd._fullLayout?.xaxis ? gd : null;
    if (attached && attached.gd === ready && attached.on === ready.on) return;
    attached?.detach();
    attached = ready && { gd: ready, on: ready.on, detach: attach(ready) };
  }

  function start() {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  }
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
