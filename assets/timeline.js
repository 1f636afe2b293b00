"use strict";
// The brush over the timeline: two handles, and dragging on the plot for a new choice.
//
// The figure draws the chosen dates itself, so that a picture shows them; here are only the
// handles and, while something is dragged, a preview in its place. Days are whole UTC days,
// counted from 1 January 1970.
(() => {
  const LEAST_DRAG = 4; // px; less is a click
  const SETTLE = 400; // ms without a key before the dates are taken
  const PATIENCE = 5000; // ms in which the figure may be drawn again

  const { clamp, axisOf, create, dayAfterKey, daysOf, eventOf, place, preview, showDate, ring } = watchline.timelineLayer;
  const { toIso } = watchline.dates;
  const { closest, findById } = watchline.base;

  /** @typedef {0 | 1} End */
  /** @typedef {[first: number, last: number]} Days */
  /** @typedef {{ pointer: number, x: number, moved: boolean, end?: End, offset: number, start: number }} Drag */

  class Brush {
    #gd;
    #parts;
    #listeners = new AbortController();
    /** @type {Watchline.TimelineAxis | null} */
    #axis = null;
    /** @type {Days} as dragged, or as the figure shows them */
    #days = [0, 0];
    #touched = [false, false]; // which ends will be sent
    /** @type {Drag | null} */
    #drag = null;
    #brushed = false; // the click that ends a drag is none
    #hovered = ""; // event id
    #settle = 0;
    #fallback = 0;

    /** @param {PlotlyElement} gd */
    constructor(gd) {
      this.#gd = gd;
      this.#parts = create(gd);
      this.#listenToPointer();
      this.#listenToKeys();
      const { signal } = this.#listeners;
      window.addEventListener("resize", () => this.#measure() && this.#place(), { signal });
      document.addEventListener("watchline:hover", ({ detail }) => this.#ring(detail.event ?? ""), { signal });
      gd.classList.add("timeline-plot");
      gd.on("plotly_hover", this.#onHover);
      gd.on("plotly_unhover", this.#onUnhover);
      gd.on("plotly_click", this.#onClick);
      gd.on("plotly_afterplot", this.#onPlot);
      this.#onPlot();
    }

    detach() {
      const gd = this.#gd;
      this.#listeners.abort();
      clearTimeout(this.#settle);
      clearTimeout(this.#fallback);
      gd.removeListener?.("plotly_hover", this.#onHover);
      gd.removeListener?.("plotly_unhover", this.#onUnhover);
      gd.removeListener?.("plotly_click", this.#onClick);
      gd.removeListener?.("plotly_afterplot", this.#onPlot);
      gd.classList.remove("timeline-plot", "timeline-on-mark", "timeline-drawn-by-hand");
      this.#parts.layer.remove();
    }

    #measure() {
      this.#axis = axisOf(this.#gd);
      return this.#axis !== null;
    }

    #place() {
      if (this.#axis) place(this.#parts, this.#axis, this.#days);
    }

    /**
     * @param {Watchline.TimelineAxis} axis
     * @param {Days} days
     * @param {End} end that is moved
     */
    #show(axis, days, end) {
      this.#days = days;
      preview(this.#parts, true);
      place(this.#parts, axis, days);
      showDate(this.#parts, axis, days[end], end);
    }

    #settleBack() {
      clearTimeout(this.#settle);
      clearTimeout(this.#fallback);
      this.#settle = 0;
      this.#touched = [false, false];
      if (this.#axis) this.#days = [...this.#axis.drawn];
      preview(this.#parts, false);
      this.#parts.label.hidden = true;
      this.#place();
    }

    /** Take the dates. */
    #take() {
      clearTimeout(this.#settle);
      this.#settle = 0;
      this.#parts.label.hidden = true;
      const [first, last] = this.#days;
      const drawn = this.#axis?.drawn;
      if (!drawn || (first === drawn[0] && last === drawn[1])) {
        this.#settleBack();
        return;
      }
      const changes = {
        ...(this.#touched[0] ? { from: toIso(first) } : {}),
        ...(this.#touched[1] ? { to: toIso(last) } : {}),
      };
      this.#touched = [false, false];
      // the preview stays until the figure is drawn again, so that nothing flashes
      this.#fallback = setTimeout(() => this.#settleBack(), PATIENCE);
      watchline.go(changes);
    }

    /**
     * @param {Watchline.TimelineAxis} axis
     * @param {End} end
     * @param {number} day
     */
    #moveEnd(axis, end, day) {
      const [first, last] = this.#days;
      this.#touched[end] = true;
      this.#show(axis, end === 0 ? [clamp(day, axis.first, last), last] : [first, clamp(day, first, axis.last)], end);
    }

    // ---- pointer

    #listenToPointer() {
      const { signal } = this.#listeners;
      this.#gd.addEventListener("pointerdown", (event) => this.#press(event), { signal, capture: true });
      window.addEventListener("pointermove", (event) => this.#move(event), { signal });
      window.addEventListener("pointerup", (event) => this.#release(event), { signal });
      window.addEventListener("pointercancel", (event) => {
        if (event.pointerId === this.#drag?.pointer) this.#cancel();
      }, { signal });
      this.#parts.handles.forEach((handle, i) => {
        handle.addEventListener("pointerdown", (event) => this.#grab(i === 0 ? 0 : 1, event), { signal });
      });
    }

    /** @param {MouseEvent} event */
    #within(event) {
      const box = this.#gd.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    }

    /**
     * @param {End} end
     * @param {PointerEvent} event
     */
    #grab(end, event) {
      if (event.button !== 0 || !this.#axis) return;
      event.preventDefault();
      event.stopPropagation();
      this.#parts.handles[end].focus({ preventScroll: true });
      clearTimeout(this.#settle);
      const offset = this.#axis.pixel(this.#days[end] + end) - this.#within(event).x;
      this.#drag = { pointer: event.pointerId, x: event.clientX, moved: false, end, offset, start: 0 };
    }

    /** @param {PointerEvent} event */
    #press(event) {
      this.#brushed = false;
      const axis = this.#axis;
      if (!event.isPrimary && this.#drag) this.#cancel(); // two fingers choose how much is shown
      if (event.button !== 0 || !event.isPrimary || !axis || this.#drag) return;
      if (closest(event, ".timeline-handle")) return;
      const { x, y } = this.#within(event);
      const inside = x >= axis.left && x <= axis.left + axis.width && y >= axis.top && y <= axis.bottom;
      if (inside) this.#drag = { pointer: event.pointerId, x: event.clientX, moved: false, offset: 0, start: x };
    }

    /** @param {PointerEvent} event */
    #move(event) {
      const [drag, axis] = [this.#drag, this.#axis];
      if (!drag || !axis || event.pointerId !== drag.pointer) return;
      if (!drag.moved && Math.abs(event.clientX - drag.x) < LEAST_DRAG) return;
      drag.moved = true;
      const { x } = this.#within(event);
      if (drag.end !== undefined) {
        this.#moveEnd(axis, drag.end, Math.round(axis.dayAt(x + drag.offset)) - drag.end);
        return;
      }
      /** @param {number} px */
      const day = (px) => clamp(Math.floor(axis.dayAt(px)), axis.first, axis.last);
      this.#touched = [true, true];
      this.#show(axis, [day(Math.min(drag.start, x)), day(Math.max(drag.start, x))], x < drag.start ? 0 : 1);
    }

    /** @param {PointerEvent} event */
    #release(event) {
      if (!this.#drag || event.pointerId !== this.#drag.pointer) return;
      const { moved } = this.#drag;
      this.#drag = null;
      if (!moved) return;
      this.#brushed = true;
      this.#take();
    }

    #cancel() {
      this.#drag = null;
      this.#settleBack();
    }

    // ---- keyboard

    #listenToKeys() {
      const { signal } = this.#listeners;
      this.#parts.handles.forEach((handle, i) => {
        handle.addEventListener("keydown", (event) => this.#key(i === 0 ? 0 : 1, event), { signal });
        handle.addEventListener("blur", () => { if (this.#settle) this.#take(); }, { signal });
      });
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !(this.#drag || this.#settle)) return;
        event.stopPropagation();
        this.#cancel();
      }, { signal, capture: true });
    }

    /**
     * @param {End} end
     * @param {KeyboardEvent} event
     */
    #key(end, event) {
      const axis = this.#axis;
      if (!axis || event.altKey || event.ctrlKey || event.metaKey) return;
      const day = dayAfterKey(event, this.#days[end], axis);
      if (event.key === "Enter" && this.#settle) this.#take();
      if (day === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#moveEnd(axis, end, day);
      clearTimeout(this.#settle);
      this.#settle = setTimeout(() => this.#take(), SETTLE);
    }

    // ---- events in lanes

    /** @param {string} id */
    #ring(id) {
      this.#hovered = id;
      ring(this.#parts, this.#axis ? id : "");
    }

    /** @param {string} id */
    #tell(id) {
      document.dispatchEvent(new CustomEvent("watchline:hover", { detail: { event: id } }));
    }

    /** @param {PlotlyEvents["plotly_hover"]} data */
    #onHover = (data) => {
      const id = this.#drag?.moved ? "" : eventOf(data);
      this.#gd.classList.toggle("timeline-on-mark", !this.#drag?.moved && Boolean(id || daysOf(data)));
      if (id !== this.#hovered) this.#tell(id);
    };

    #onUnhover = () => {
      this.#gd.classList.remove("timeline-on-mark");
      if (this.#hovered) this.#tell("");
    };

    /** @param {PlotlyEvents["plotly_click"]} data */
    #onClick = (data) => {
      if (this.#brushed) return;
      const [id, days] = [eventOf(data), daysOf(data)];
      if (id) watchline.go({ event: id });
      else if (days) watchline.go({ ...days, place: null });
    };

    #onPlot = () => {
      const { layer } = this.#parts;
      const home = this.#gd.querySelector(".svg-container") ?? this.#gd;
      if (layer.parentNode !== home) home.append(layer);
      layer.hidden = !this.#measure();
      if (layer.hidden) return;
      if (this.#drag || this.#settle) this.#place(); // someone is at it: new data do not take it away
      else this.#settleBack();
      this.#ring(this.#hovered);
    };
  }

  // ---- the plot comes and goes with the page

  /** @type {{ gd: PlotlyElement, on: PlotlyElement["on"], brush: Brush } | null} */
  let attached = null; // Plotly makes a new gd.on after a purge

  function look() {
    const gd = /** @type {PlotlyElement | null} */ (findById("timeline")?.querySelector(".js-plotly-plot") ?? null);
    const ready = gd?.on && gd._fullLayout?.xaxis ? gd : null;
    if (attached && attached.gd === ready && attached.on === ready.on) return;
    attached?.brush.detach();
    attached = ready && { gd: ready, on: ready.on, brush: new Brush(ready) };
  }

  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
})();
