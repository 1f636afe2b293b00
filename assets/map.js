"use strict";
// The map in the browser: draws the marks of the figure into the MapLibre map that Plotly made.
//
// dashboard/figures/map/figure.py sends one Scattermap trace that cannot be seen. Its `customdata`
// holds a row per place and its `meta` the colours, sizes, selection and the open event's line.
// After every plot the rows become features of the style's empty sources: the image of each
// cluster, its leader, its label. The trace's points follow the drawn marks, so that hover,
// click, box and lasso hit what a reader sees.
//
// Elements with the attribute `data-over-map` hide a part of the map: names of countries stay
// clear of them.
watchline.map = (() => {
  const MARGIN = 0.14; // of the shorter side, left free around a box that is shown
  const SETTLE = 150; // ms without movement before the page is told of a new view
  const GLIDE = 400; // ms that the map takes to where a link leads

  const { plane } = watchline.mapLayout;
  const { has, metaOf, shapesOf, rowOf, rowsOf, linkOf } = watchline.mapPlaces;
  const { sync, put, nameCountries, keepMarks, addImage, newState, redrawHatch } = watchline.mapSources;

  /** @type {WeakMap<PlotlyElement, Watchline.MapState>} */
  const states = new WeakMap();
  /** @type {PlotlyElement | null} */
  let live = null; // the graph of the page's map

  const reduced = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // --- hooking ---------------------------------------------------------------------------

  /**
   * The ring of a mark under the pointer, by the number of its row.
   * @param {Watchline.MapState} state
   * @param {number | null} index
   */
  function hover(state, index) {
    const { map } = state;
    if (state.hover === index || !map.getSource("marks")) return;
    if (state.hover !== null) map.setFeatureState({ source: "marks", id: state.hover }, { hover: false });
    if (index !== null) map.setFeatureState({ source: "marks", id: index }, { hover: true });
    state.hover = index;
  }

  /**
   * @param {MapLibre} map
   * @returns {Watchline.MapView}
   */
  function viewOf(map) {
    const { lng: lon, lat } = map.getCenter();
    const b = map.getBounds();
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const bounds = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
    return { lon, lat, zoom: map.getZoom(), bounds, width, height };
  }

  /**
   * Tell the page of a new view, once the map stands still.
   * @param {Watchline.MapState} state
   */
  function reportView(state) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      if (!state.map.getContainer().isConnected) return;
      const detail = viewOf(state.map);
      const view = JSON.stringify(detail);
      if (view === state.view) return;
      state.view = view;
      document.dispatchEvent(new CustomEvent("watchline:view", { detail }));
    }, SETTLE);
  }

  /**
   * Plotly tells only of moves by hand; without ours, the next plot would undo them.
   * @param {PlotlyElement} gd
   * @param {Watchline.MapCamera} view
   */
  function remember(gd, { lon, lat, zoom }) {
    const known = gd.layout?.map;
    /**
     * @param {number | undefined} a
     * @param {number} b
     */
    const near = (a, b) => a !== undefined && Math.abs(a - b) < 1e-9;
    if (!known || (near(known.center?.lon, lon) && near(known.center?.lat, lat) && near(known.zoom, zoom))) return;
    const center = { lon, lat };
    Object.assign(known, { center, zoom });
    Object.assign(gd._fullLayout?.map ?? {}, { center, zoom });
    gd.emit("plotly_relayout", { "map.center": center, "map.zoom": zoom });
  }

  /**
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   */
  function followMoves(gd, state) {
    const { map } = state;
    map.on("moveend", () => {
      // Plotly sets centre and zoom one after the other: what stands after both is kept
      queueMicrotask(() => remember(gd, viewOf(map)));
      const zoomed = Math.abs(map.getZoom() - state.zoom) > 0.02;
      const meta = metaOf(gd);
      sync(gd, state);
      if (meta && zoomed) redrawHatch(gd, map);
      reportView(state);
    });
    map.on("idle", () => nameCountries(gd, state));
    map.on("move", () => {
      if (state.meta?.link) put(state, "link", linkOf(map, state.meta, state.layout?.boxes || []));
    });
    map.once("idle", () => reportView(state));
  }

  /**
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   */
  function followPointer(gd, state) {
    const { map } = state;
    map.dragRotate.disable();
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.touchPitch?.disable();
    watchline.mapDensity.follow(gd, map);
    watchline.mapRegions.follow(gd, map);
    gd.on("plotly_hover", (event) => {
      hover(state, event.points[0].pointNumber);
      map.getCanvas().style.cursor = "pointer";
    });
    gd.on("plotly_unhover", () => {
      hover(state, null);
      map.getCanvas().style.cursor = "";
    });
    gd.on("plotly_click", (event) => {
      const row = rowsOf(gd)[event.points[0].pointNumber];
      if (row?.box.length) watchline.map.fit(row.box);
    });
  }

  /**
   * A map that Plotly has just made.
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   */
  function hook(gd, map) {
    if (states.get(gd)?.map === map || !metaOf(gd) || !gd.closest(".dash-graph")) return;
    const state = newState(map);
    states.set(gd, state);
    map._fadeDuration = 0;
    map.setRenderWorldCopies(false);
    // the worker that fetches tiles knows no address of the page to which theirs is relative
    map.setTransformRequest((url) => ({ url: new URL(url, window.location.origin).href }));
    // in place of Plotly's, which asks another host for names it does not know
    map.setMissingStyleImageResolver((id) => {
      if (metaOf(gd) && id.startsWith("wl:")) addImage(gd, map, id);
      return Promise.resolve();
    });
    map.on("style.load", () => sync(gd, state));
    live = gd;
    // names keep clear of what lies over the map, which comes and goes
    const watch = new ResizeObserver(() => {
      window.clearTimeout(state.relabel);
      state.relabel = window.setTimeout(() => sync(gd, state, true), 0);
    });
    for (const element of document.querySelectorAll("[data-over-map]")) watch.observe(element);
    keepMarks(gd, state);
    followPointer(gd, state);
    followMoves(gd, state);
    gd.on("plotly_afterplot", () => sync(gd, state));
  }

  /** @param {Element} root */
  function scan(root) {
    const CANVAS = ".maplibregl-canvas-container";
    for (const canvas of root.matches(CANVAS) ? [root] : root.querySelectorAll(CANVAS)) {
      const gd = /** @type {PlotlyElement | null} */ (canvas.closest(".js-plotly-plot"));
      const map = gd?._fullLayout?.map?._subplot?.map;
      if (gd && map) hook(gd, map);
    }
  }

  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element) scan(node);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  scan(document.documentElement);

  // a window that moves to a screen of another density gets sharp images there
  (function watchRatio() {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    const redraw = () => {
      withMap((gd, map, state) => {
        for (const id of map.listImages()) if (/^wl:(dot|hatch):/.test(id)) map.removeImage(id);
        sync(gd, state, true);
      });
      watchRatio();
    };
    query.addEventListener("change", redraw, { once: true });
  })();

  // --- what the page may call ------------------------------------------------------------

  /**
   * @template T
   * @param {(gd: PlotlyElement, map: MapLibre, state: Watchline.MapState) => T} act
   * @returns {T | null} null while there is no map
   */
  function withMap(act) {
    const state = live?.isConnected && states.get(live);
    return live && state ? act(live, state.map, state) : null;
  }

  /**
   * Drawn over the map and gone with the next movement: nothing of them is kept.
   * @param {PlotlyElement} gd
   * @param {Watchline.MapState} state
   * @param {string[]} keys
   */
  function flash(gd, { map, layout }, keys) {
    const boxes = layout?.boxes || [];
    const view = plane(map); // the map may have been moved since the marks were laid out
    const rings = boxes.filter(({ row }) => keys.some((key) => has(row, key))).map((box) => {
      const [x, y] = view.to(...box.at);
      const ring = document.createElement("span");
      const radius = box.cluster.radius + shapesOf(gd).ring + 2;
      ring.className = "flash";
      ring.setAttribute("aria-hidden", "true");
      Object.assign(ring.style, {
        left: `${x - radius}px`, top: `${y - radius}px`, width: `${2 * radius}px`, height: `${2 * radius}px`,
      });
      ring.addEventListener("animationend", () => ring.remove());
      return ring;
    });
    map.getContainer().append(...rings);
    map.once("movestart", () => rings.forEach((ring) => ring.remove()));
    return keys.filter((key) => !boxes.some(({ row }) => has(row, key)));
  }

  /** @param {number} by */
  const zoom = (by) =>
    withMap((_, map) => map.zoomTo(map.getZoom() + by, { duration: reduced() ? 0 : 300, essential: false }));

  return {
    highlight(key) {
      withMap((gd, _, state) => {
        const index = key ? rowsOf(gd).findIndex((row) => has(row, key)) : -1;
        hover(state, index < 0 ? null : index);
      });
    },

    flash: (keys) => (reduced() ? [] : withMap((gd, _, state) => flash(gd, state, keys))) || [],

    row: (customdata) =>
      withMap((gd) => {
        const meta = metaOf(gd);
        return meta && Array.isArray(customdata) ? rowOf(meta, customdata) : null;
      }),

    bounds: () => withMap((_, map) => viewOf(map).bounds),

    fit(bounds) {
      withMap((_, map) => {
        const { clientWidth, clientHeight } = map.getContainer();
        const [west, south, east, north] = bounds;
        const padding = MARGIN * Math.min(clientWidth, clientHeight);
        const camera = map.cameraForBounds([[west, south], [east, north]], { padding, maxZoom: 11 });
        // by the map itself: a view set through Plotly is put back by the next redraw
        if (camera) map.jumpTo({ center: camera.center, zoom: camera.zoom });
      });
    },

    view: () => withMap((_, map) => viewOf(map)),

    goTo(view) {
      withMap((gd, map) => {
        // a plot on the way there would put the map back to what Plotly knows
        remember(gd, view);
        const duration = reduced() ? 0 : GLIDE;
        map.easeTo({ center: [view.lon, view.lat], zoom: view.zoom, duration, essential: false });
      });
    },

    zoomIn: () => zoom(1),
    zoomOut: () => zoom(-1),

    home() {
      withMap((gd) => {
        const meta = metaOf(gd);
        if (meta) watchline.map.fit(meta.home);
      });
    },

    setDrag(mode) {
      withMap((gd) => window.Plotly.relayout(gd, { dragmode: mode }));
    },
  };
})();
