// The map in the browser: draws the marks of the figure into the MapLibre map that Plotly made.
//
// dashboard/figures/map.py sends one Scattermap trace that cannot be seen. Its `customdata`
// holds a row per place and its `meta` the colours, sizes, selection and the open event's line.
// After every plot the rows become features of the style's empty sources: the image of each
// cluster, its leader, its label. The trace's points follow the drawn marks, so that hover,
// click, box and lasso hit what a reader sees.
//
// Elements with the attribute `data-over-map` hide a part of the map: names of countries stay
// clear of them.
(function () {
  "use strict";

  const watchline = (window.watchline = window.watchline || {});
  const { plane, pushApart, feature, isolate, anchors, textWidth } = watchline.mapLayout;
  const EMPTY = { type: "FeatureCollection", features: [] };
  const LEADER = 5; // px a cluster may stand off before a line leads back to its place
  const ALL = 1000; // marks that are laid out at once; of more, those in and around the view
  const MUST = 40; // so many places with several events at most have labels that must show
  const FRAMED = 60; // px around a subject that an inset enlarges without other marks
  const NEAR = 120; // px around the subject of the open event without names of other places
  const MARGIN = 0.14; // of the shorter side, left free around a box that is shown
  const SETTLE = 150; // ms without movement before the page is told of a new view

  const states = new WeakMap(); // graph → {map, marks, countries, …}
  let live = null; // the graph of the page's map

  const reduced = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const mapOf = (gd) => gd?._fullLayout?.map?._subplot?.map || null;
  const metaOf = (gd) => {
    const meta = gd?.data?.[0]?.meta;
    return meta?.watchline === "map" ? meta : null;
  };

  function rowsOf(gd) {
    const columns = metaOf(gd).columns;
    return (gd.data[0].customdata || []).map((values) =>
      Object.fromEntries(columns.map((name, i) => [name, values[i]])),
    );
  }

  // --- images ----------------------------------------------------------------------------

  const ratio = () => window.devicePixelRatio || 1;

  function markId(meta, spec, k) {
    return `wl:mark:${meta.theme.name}:${ratio()}:${k}:${meta.cap}:${spec}`;
  }

  function imageOf(map, id, { theme }) {
    const [, kind, , ...rest] = id.split(":");
    const { marks } = watchline;
    if (kind === "dot") return marks.dot(theme.paper, theme.dot, ratio());
    if (kind === "hatch") {
      const zoom = map.getZoom();
      return marks.hatch(Number(rest[0]), theme.zone, ratio(), 2 ** (zoom - Math.floor(zoom)));
    }
    const [scale, k, cap, spec] = rest;
    return marks.draw(spec, Number(k), Number(cap), theme, Number(scale));
  }

  function addImage(map, id, meta) {
    if (!map.hasImage(id)) map.addImage(id, imageOf(map, id, meta), { pixelRatio: ratio() });
  }

  // The hatch keeps its distance while one zooms.
  function redrawHatch(map, meta) {
    for (const id of map.listImages()) {
      if (id.startsWith(`wl:hatch:${meta.theme.name}:`)) map.updateImage(id, imageOf(map, id, meta));
    }
  }

  // --- marks -----------------------------------------------------------------------------

  function scaleOf(map, meta) {
    const [zoom, scale] = meta.far;
    return map.getZoom() < zoom ? Math.min(meta.scale, scale) : meta.scale;
  }

  const isChosen = (row, meta) =>
    Boolean(meta.selected) && (row.key === meta.selected || row.members.includes(meta.selected));

  const inView = (box, view) => box.x > 0 && box.y > 0 && box.x < view.width && box.y < view.height;

  const around = (x, y, view) =>
    Math.abs(x - view.width / 2) < view.width && Math.abs(y - view.height / 2) < view.height;

  // Features of every place at the present zoom; moves the trace's points to the drawn marks.
  function layOut(gd, map) {
    const meta = metaOf(gd);
    const trace = gd.data[0];
    const k = scaleOf(map, meta);
    const view = plane(map);
    const lons = gd._fullData?.[0]?.lon || trace.lon;
    const lats = gd._fullData?.[0]?.lat || trace.lat;
    const rows = rowsOf(gd);
    const boxes = [];
    rows.forEach((row, i) => {
      const [x, y] = view.to(lons[i], lats[i]);
      if (rows.length > ALL && !around(x, y, view)) return;
      const scale = row.opacity < 1 ? k * meta.dim : k;
      const cluster = watchline.marks.pack(row.spec, scale, meta.cap);
      const { halfX, halfY } = cluster;
      const chosen = isChosen(row, meta);
      const mass = halfX * halfY * (chosen ? 1e6 : 1);
      boxes.push({ i, row, cluster, scale, chosen, x, y, trueX: x, trueY: y, halfX, halfY, mass });
    });
    if (meta.apart) pushApart(boxes);
    const end = meta.link?.features.find((f) => f.properties.end === "subject");
    const subject = end && view.to(...end.geometry.coordinates);
    const framed = meta.link?.features.some((f) => f.properties.frame);
    const several = boxes.filter((b) => b.row.total > 1 && inView(b, view)).length;
    const features = [];
    for (const box of boxes) {
      const { i, row, cluster, scale, chosen } = box;
      const off = Math.hypot(box.x - box.trueX, box.y - box.trueY);
      const origin = [lons[i], lats[i]];
      const at = off > 0.5 ? view.from(box.x, box.y) : origin;
      if (off > LEADER) {
        features.push(feature([origin, at], { kind: "leader" }));
        features.push(feature(origin, { kind: "origin" }));
      }
      const strong = row.tone === "strong";
      // the open event's line names its ends itself; names of other places would hide them
      const near = subject && Math.hypot(box.x - subject[0], box.y - subject[1]) < NEAR;
      const named = !(meta.link && (chosen || near));
      // what the inset enlarges is not drawn under it as well
      const hidden = framed && !chosen && Math.hypot(box.x - subject[0], box.y - subject[1]) < FRAMED;
      const ring = cluster.radius + watchline.marks.RING + (cluster.ring ? 3 : 0);
      const properties = {
        kind: "place",
        icon: markId(meta, row.spec, scale),
        name: named ? isolate(row.name) : "",
        count: named ? row.count : "",
        total: row.total,
        must: row.total > 1 && row.opacity === 1 && several <= MUST,
        strong,
        tone: row.tone,
        opacity: hidden ? 0 : row.opacity,
        chosen,
        ring,
        anchors: anchors(cluster, strong, chosen ? ring : 0),
      };
      addImage(map, properties.icon, meta);
      features.push(feature(at, properties, i));
      const point = gd.calcdata?.[0]?.[i];
      if (point) {
        point.lonlat = hidden ? [undefined, undefined] : at; // as Plotly marks points without a place
        point.mrc = Math.max(cluster.halfX, cluster.halfY) + 2;
      }
    }
    return { type: "FeatureCollection", features, boxes };
  }

  function collection(laid) {
    return { type: "FeatureCollection", features: laid.features };
  }

  function setData(map, name, data) {
    map.getSource(name)?.setData(data);
  }

  // Figure → sources, after every plot and every change of zoom.
  function sync(gd, force) {
    const state = states.get(gd);
    const meta = metaOf(gd);
    if (!state || !meta || !state.map.getSource("marks")) return;
    const { map } = state;
    const same = state.customdata === gd.data[0].customdata && state.meta === meta;
    if (same && !force) return;
    Object.assign(state, { customdata: gd.data[0].customdata, meta, zoom: map.getZoom() });
    state.laid = layOut(gd, map);
    setData(map, "marks", collection(state.laid));
    setData(map, "link", linkOf(state));
    state.named = "";
  }

  // The names of the line's ends stand beside them, away from the line; where the view ends
  // there, below.
  function linkOf(state) {
    const { meta, laid, map } = state;
    if (!meta.link) return EMPTY;
    const view = plane(map);
    const venue = laid.boxes.find((box) => box.chosen);
    const frame = meta.link.features.find((f) => f.properties.frame);
    const framed = (x) => (frame ? Math.abs(view.to(...frame.geometry.coordinates[1])[0] - x) : 4);
    const features = meta.link.features.map((f) => {
      const { end, name, side } = f.properties;
      if (!end) return f;
      const [x] = view.to(...f.geometry.coordinates);
      const clear = end === "venue" ? (venue?.halfX ?? 4) + 10 : framed(x) + 10;
      const width = textWidth(name, 14, 0) + clear;
      const fits = side > 0 ? x + width < view.width : x - width > 0;
      const anchor = `${fits ? "" : "top-"}${side > 0 === fits ? "left" : "right"}`;
      const offset = fits ? [(side * clear) / 13, 0] : [0, clear / 13];
      return { ...f, properties: { end, name, anchor, offset } };
    });
    return { type: "FeatureCollection", features: [...features, ...hairlines(map, features, view)] };
  }

  // From the frame around the subject to the inset that enlarges it.
  function hairlines(map, features, view) {
    const frame = features.find((f) => f.properties.frame);
    const inset = document.querySelector("[data-map-inset]");
    if (!frame || !inset) return [];
    const [northWest, , , southWest] = frame.geometry.coordinates;
    const on = map.getContainer().getBoundingClientRect();
    const box = inset.getBoundingClientRect();
    if (!box.width) return [];
    const right = box.right - on.left;
    return [
      feature([view.from(right, box.top - on.top), northWest], { frame: false }),
      feature([view.from(right, box.bottom - on.top), southWest], { frame: false }),
    ];
  }

  // --- names of countries ----------------------------------------------------------------

  async function nameCountries(gd) {
    const state = states.get(gd);
    const { map } = state;
    const url = gd.layout?.map?.style?.sources?.labels?.data;
    if (typeof url !== "string" || !map.getSource("countries")) return;
    const view = plane(map);
    const task = [map.getCenter(), map.getZoom(), view.width, view.height].join(" ");
    if (state.named === task) return;
    state.named = task;
    try {
      const names = await watchline.mapNames.namesOf(url);
      if (state.named !== task || !map.getSource("countries")) return;
      state.countries = watchline.mapNames.place(map, names, state.laid?.boxes || [], state.kept, view);
      setData(map, "countries", state.countries);
    } catch (error) {
      console.warn("Names of countries could not be read:", error);
    }
  }

  // --- hooking ---------------------------------------------------------------------------

  // A style that is set anew takes the marks along, or a frame without them would show.
  function keepMarks(gd, state) {
    const { map } = state;
    const setStyle = map.setStyle.bind(map);
    map.setStyle = (style, options) => {
      const meta = metaOf(gd);
      if (!style?.sources?.marks || !meta || !map.getSource("marks")) return setStyle(style, options);
      Object.assign(state, { customdata: gd.data[0].customdata, meta });
      state.laid = layOut(gd, map);
      const filled = { marks: collection(state.laid), link: linkOf(state), countries: state.countries || EMPTY };
      const sources = { ...style.sources };
      for (const [name, data] of Object.entries(filled)) sources[name] = { ...sources[name], data };
      return setStyle({ ...style, sources }, options);
    };
  }

  function hover(state, index) {
    const { map } = state;
    if (state.hover === index || !map.getSource("marks")) return;
    if (state.hover !== null) map.setFeatureState({ source: "marks", id: state.hover }, { hover: false });
    if (index !== null) map.setFeatureState({ source: "marks", id: index }, { hover: true });
    state.hover = index;
  }

  function rowIndex(gd, key) {
    if (!key || !metaOf(gd)) return null;
    const index = rowsOf(gd).findIndex((row) => row.key === key || row.members.includes(key));
    return index < 0 ? null : index;
  }

  function viewOf(map) {
    const { lng, lat } = map.getCenter();
    const b = map.getBounds();
    const box = map.getContainer();
    return {
      center: { lon: lng, lat },
      zoom: map.getZoom(),
      bounds: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()],
      width: box.clientWidth,
      height: box.clientHeight,
    };
  }

  function tell(state) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      if (!state.map.getContainer().isConnected) return;
      const { center, ...rest } = viewOf(state.map);
      const told = JSON.stringify([center, rest]);
      if (told === state.told) return;
      state.told = told;
      document.dispatchEvent(new CustomEvent("watchline:view", { detail: { ...center, ...rest } }));
    }, SETTLE);
  }

  // Plotly tells only of moves by hand; without ours, the next plot would undo them.
  function remember(gd, map) {
    const { lng, lat } = map.getCenter();
    const known = gd.layout?.map;
    const zoom = map.getZoom();
    const near = (a, b) => Math.abs(a - b) < 1e-9;
    if (!known || (near(known.center?.lon, lng) && near(known.center?.lat, lat) && near(known.zoom, zoom))) return;
    const center = { lon: lng, lat };
    Object.assign(known, { center, zoom });
    Object.assign(gd._fullLayout.map, { center, zoom });
    gd.emit("plotly_relayout", { "map.center": center, "map.zoom": zoom });
  }

  function listen(gd, state) {
    const { map } = state;
    map.dragRotate.disable();
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.touchPitch?.disable();
    map.on("moveend", () => {
      // Plotly sets centre and zoom one after the other: what stands after both is kept
      queueMicrotask(() => remember(gd, map));
      const zoomed = Math.abs(map.getZoom() - state.zoom) > 0.02;
      if (metaOf(gd) && (zoomed || gd.data[0].customdata?.length > ALL)) sync(gd, true);
      if (metaOf(gd) && zoomed) redrawHatch(map, metaOf(gd));
      tell(state);
    });
    map.on("idle", () => nameCountries(gd));
    map.on("move", () => {
      if (state.meta?.link) setData(map, "link", linkOf(state));
    });
    map.once("idle", () => tell(state));
    gd.on("plotly_afterplot", () => sync(gd));
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

  // A map that Plotly has just made, on the page or in a picture's clone.
  function hook(gd, map) {
    if (states.get(gd)?.map === map || !metaOf(gd)) return;
    const onPage = Boolean(gd.closest(".dash-graph"));
    const state = { map, hover: null, zoom: NaN, laid: null, countries: null, kept: new Map() };
    if (!onPage && live) state.countries = states.get(live).countries;
    states.set(gd, state);
    map._fadeDuration = 0;
    // in place of Plotly's, which asks another host for names it does not know
    map.setMissingStyleImageResolver((id) => {
      const meta = metaOf(gd);
      if (meta && id.startsWith("wl:")) addImage(map, id, meta);
      return Promise.resolve();
    });
    map.on("style.load", () => {
      sync(gd, true);
      if (state.countries) setData(map, "countries", state.countries);
    });
    if (!onPage) return;
    live = gd;
    keepMarks(gd, state);
    listen(gd, state);
  }

  function scan(root) {
    const canvases = root.matches?.(".maplibregl-canvas-container") ? [root] : root.querySelectorAll(".maplibregl-canvas-container");
    for (const canvas of canvases) {
      const gd = canvas.closest(".js-plotly-plot");
      const map = mapOf(gd);
      if (map) hook(gd, map);
    }
  }

  new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) scan(node);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
  scan(document.documentElement);

  // a window that moves to a screen of another density gets sharp images there
  (function watchRatio() {
    window.matchMedia(`(resolution: ${ratio()}dppx)`).addEventListener(
      "change",
      () => {
        const state = live && states.get(live);
        if (state) {
          for (const id of state.map.listImages()) if (/^wl:(dot|hatch):/.test(id)) state.map.removeImage(id);
          sync(live, true);
        }
        watchRatio();
      },
      { once: true },
    );
  })();

  // --- what the page may call ------------------------------------------------------------

  const withMap = (act) => {
    const state = live?.isConnected ? states.get(live) : null;
    return state ? act(state.map, state) : null;
  };

  // Drawn over the map and gone with the next movement: nothing of them is kept.
  function flash(map, state, keys) {
    const has = (row, key) => row.key === key || row.members.includes(key);
    const boxes = state.laid?.boxes || [];
    const hit = boxes.filter(({ row }) => keys.some((key) => has(row, key)));
    const view = plane(map); // the map may have been moved since the marks were laid out
    const at = new Map(state.laid?.features.map((f) => [f.id, f.geometry.coordinates]));
    const rings = hit.map((box) => {
      const [x, y] = view.to(...at.get(box.i));
      const ring = document.createElement("span");
      const radius = box.cluster.radius + watchline.marks.RING + 2;
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

  const easing = () => ({ duration: reduced() ? 0 : 300, essential: false });

  watchline.map = {
    // ring around the mark of a place, as under the pointer; null takes it away
    highlight: (key) => withMap((map, state) => hover(state, rowIndex(live, key))),
    // rings that fade once, around marks with new events; the keys that no mark has are returned
    flash: (keys) => (reduced() ? [] : withMap((map, state) => flash(map, state, keys))) || [],
    view: () => withMap((map) => viewOf(map)),
    // bounds: [west, south, east, north]
    fit: (bounds, padding) =>
      withMap((map) => {
        const room = Math.min(map.getContainer().clientWidth, map.getContainer().clientHeight);
        const [west, south, east, north] = bounds;
        const { center, zoom } = map.cameraForBounds([[west, south], [east, north]], {
          padding: padding ?? MARGIN * room,
          maxZoom: 11,
        });
        // by the map itself: a view set through Plotly is put back by the next redraw
        map.jumpTo({ center, zoom });
      }),
    zoomIn: () => withMap((map) => map.zoomTo(map.getZoom() + 1, easing())),
    zoomOut: () => withMap((map) => map.zoomTo(map.getZoom() - 1, easing())),
    home: () => withMap(() => watchline.map.fit(metaOf(live).home)),
    // "pan", "lasso" or "select"
    setDrag: (mode) => withMap(() => window.Plotly.relayout(live, { dragmode: mode })),
  };
})();
