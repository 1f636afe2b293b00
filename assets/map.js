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
  const EMPTY = { type: "FeatureCollection", features: [] };
  const LEADER = 5; // px a cluster may stand off before a line leads back to its place
  const ROUNDS = 40; // of pushing touching clusters apart
  const MUST = 40; // so many places with several events at most have labels that must show
  const FRAMED = 60; // px around a subject that an inset enlarges without other marks
  const NEAR = 120; // px around the subject of the open event without names of other places
  const CELL = 6; // px of the raster in which room for names of countries is sought
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

  // --- plane -----------------------------------------------------------------------------

  // Screen px of the present view; maps here are never turned or tilted.
  function plane(map) {
    const world = 512 * 2 ** map.getZoom();
    const y = (lat) => 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
    const centre = map.getCenter();
    const box = map.getContainer();
    const width = box.clientWidth;
    const height = box.clientHeight;
    const x0 = (centre.lng / 360 + 0.5) * world - width / 2;
    const y0 = y(centre.lat) * world - height / 2;
    return {
      width,
      height,
      to: (lon, lat) => [(lon / 360 + 0.5) * world - x0, y(lat) * world - y0],
      from: (px, py) => [
        ((px + x0) / world - 0.5) * 360,
        (Math.atan(Math.sinh((0.5 - (py + y0) / world) * 2 * Math.PI)) * 180) / Math.PI,
      ],
    };
  }

  // Clusters whose boxes touch move apart along the shorter way, the larger one less.
  function pushApart(boxes) {
    const size = boxes.reduce((most, b) => Math.max(most, b.halfX, b.halfY), 4) * 2 + 2;
    for (let round = 0; round < ROUNDS; round += 1) {
      const cells = new Map();
      boxes.forEach((b, i) => {
        const id = `${Math.floor(b.x / size)} ${Math.floor(b.y / size)}`;
        if (!cells.has(id)) cells.set(id, []);
        cells.get(id).push(i);
      });
      let moved = false;
      boxes.forEach((a, i) => {
        const cx = Math.floor(a.x / size);
        const cy = Math.floor(a.y / size);
        for (let dx = -1; dx <= 1; dx += 1) {
          for (let dy = -1; dy <= 1; dy += 1) {
            for (const j of cells.get(`${cx + dx} ${cy + dy}`) || []) {
              if (j > i && separate(a, boxes[j])) moved = true;
            }
          }
        }
      });
      if (!moved) return;
    }
  }

  function separate(a, b) {
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const overX = a.halfX + b.halfX + 1 - Math.abs(dx);
    const overY = a.halfY + b.halfY + 1 - Math.abs(dy);
    if (overX <= 0 || overY <= 0) return false;
    const share = a.mass / (a.mass + b.mass);
    if (overX <= overY) {
      const step = dx < 0 ? -overX : overX;
      a.x -= step * (1 - share);
      b.x += step * share;
    } else {
      const step = dy < 0 ? -overY : overY;
      a.y -= step * (1 - share);
      b.y += step * share;
    }
    return true;
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

  const feature = (coordinates, properties, id) => ({
    type: "Feature",
    ...(id === undefined ? {} : { id }),
    geometry: {
      type: Array.isArray(coordinates[0]) ? "LineString" : "Point",
      coordinates,
    },
    properties,
  });

  // A name that is written from right to left stays together, and its number behind it.
  const isolate = (name) => (/[\u0590-\u08ff]/.test(name) ? `\u2068${name}\u2069\u200e` : name);

  // Where a label may stand, in ems from the middle of its cluster: right, left, below, above.
  function anchors(cluster, strong) {
    const em = strong ? 13 : 11.5;
    const x = (cluster.halfX + 5) / em;
    const y = (cluster.halfY + 3) / em;
    return ["left", [x, 0], "right", [-x, 0], "top", [0, y], "bottom", [0, -y]];
  }

  function scaleOf(map, meta) {
    const [zoom, scale] = meta.far;
    return map.getZoom() < zoom ? Math.min(meta.scale, scale) : meta.scale;
  }

  const isChosen = (row, meta) =>
    Boolean(meta.selected) && (row.key === meta.selected || row.members.includes(meta.selected));

  const inView = (box, view) => box.x > 0 && box.y > 0 && box.x < view.width && box.y < view.height;

  // Features of every place at the present zoom; moves the trace's points to the drawn marks.
  function layOut(gd, map) {
    const meta = metaOf(gd);
    const trace = gd.data[0];
    const k = scaleOf(map, meta);
    const view = plane(map);
    const lons = gd._fullData?.[0]?.lon || trace.lon;
    const lats = gd._fullData?.[0]?.lat || trace.lat;
    const boxes = rowsOf(gd).map((row, i) => {
      const scale = row.opacity < 1 ? k * meta.dim : k;
      const cluster = watchline.marks.pack(row.spec, scale, meta.cap);
      const [x, y] = view.to(lons[i], lats[i]);
      const { halfX, halfY } = cluster;
      const chosen = isChosen(row, meta);
      const mass = halfX * halfY * (chosen ? 1e6 : 1);
      return { row, cluster, scale, chosen, x, y, trueX: x, trueY: y, halfX, halfY, mass };
    });
    if (meta.apart) pushApart(boxes);
    const end = meta.link?.features.find((f) => f.properties.end === "subject");
    const subject = end && view.to(...end.geometry.coordinates);
    const framed = meta.link?.features.some((f) => f.properties.frame);
    const several = boxes.filter((b) => b.row.total > 1 && inView(b, view)).length;
    const features = [];
    boxes.forEach((box, i) => {
      const { row, cluster, scale, chosen } = box;
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
        ring: cluster.radius + watchline.marks.RING + (cluster.ring ? 3 : 0),
        anchors: anchors(cluster, strong),
      };
      addImage(map, properties.icon, meta);
      features.push(feature(at, properties, i));
      const point = gd.calcdata?.[0]?.[i];
      if (point) {
        point.lonlat = hidden ? [undefined, undefined] : at; // as Plotly marks points without a place
        point.mrc = Math.max(cluster.halfX, cluster.halfY) + 2;
      }
    });
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
    const right = box.right - on.left;
    return [
      feature([view.from(right, box.top - on.top), northWest], { frame: false }),
      feature([view.from(right, box.bottom - on.top), southWest], { frame: false }),
    ];
  }

  // --- names of countries ----------------------------------------------------------------

  const nameFiles = new Map();

  function namesOf(url) {
    if (!nameFiles.has(url)) {
      const names = fetch(url)
        .then((answer) => answer.json())
        .then((json) => {
          const byCode = new Map();
          for (const { properties: p } of json.features) {
            // a country has several label points; its first zoom is what matters here
            if (p.kind === "country" && !(byCode.get(p.code)?.minzoom <= p.minzoom)) byCode.set(p.code, p);
          }
          return [...byCode.values()];
        });
      names.catch(() => nameFiles.delete(url));
      nameFiles.set(url, names);
    }
    return nameFiles.get(url);
  }

  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function textWidth(text, size, spacing) {
    pen.font = `${size}px "IBM Plex Sans", "Noto Sans", sans-serif`;
    return pen.measureText(text).width + text.length * spacing * size;
  }

  // A raster of the view in which every cell holds the number of the country that fills it;
  // marks, their labels and what lies over the map are cut out.
  function countryRaster(map, state, numbers, view) {
    const columns = Math.ceil(view.width / CELL);
    const rows = Math.ceil(view.height / CELL);
    const sheet = document.createElement("canvas");
    sheet.width = columns;
    sheet.height = rows;
    const c = sheet.getContext("2d", { willReadFrequently: true });
    c.scale(1 / CELL, 1 / CELL);
    // far apart colours: a mixed one on an edge is then nobody's
    const colour = (n) => (n * 2654435 + 77) & 0xffffff;
    const owners = new Map();
    for (const f of map.querySourceFeatures("land")) {
      const number = numbers.get(f.properties.code);
      if (!number) continue;
      owners.set(colour(number), number);
      c.fillStyle = `#${colour(number).toString(16).padStart(6, "0")}`;
      const polygons = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
      for (const rings of polygons) {
        c.beginPath();
        for (const ring of rings) {
          ring.forEach(([lon, lat], i) => c[i ? "lineTo" : "moveTo"](...view.to(lon, lat)));
          c.closePath();
        }
        c.fill("evenodd");
      }
    }
    const cut = (x, y, w, h) => c.clearRect(x, y, w, h);
    for (const { row, x, y, halfX, halfY } of state.laid?.boxes || []) {
      const label = textWidth(row.name + row.count, row.tone === "strong" ? 13 : 11.5, 0);
      cut(x - halfX - 2, y - Math.max(halfY, 8), 2 * halfX + label + 10, 2 * Math.max(halfY, 8));
    }
    const frame = map.getContainer().getBoundingClientRect();
    for (const element of document.querySelectorAll("[data-over-map]")) {
      const r = element.getBoundingClientRect();
      cut(r.left - frame.left - 6, r.top - frame.top - 6, r.width + 12, r.height + 12);
    }
    const pixels = c.getImageData(0, 0, columns, rows).data;
    const cells = new Uint16Array(columns * rows);
    for (let i = 0; i < cells.length; i += 1) {
      const p = 4 * i;
      if (pixels[p + 3] === 255) cells[i] = owners.get((pixels[p] << 16) | (pixels[p + 1] << 8) | pixels[p + 2]) || 0;
    }
    return { cells, columns, rows };
  }

  // For each cell the distance, in cells, to the nearest one of another country or the edge.
  function depths({ cells, columns, rows }) {
    const depth = new Uint16Array(cells.length);
    const relax = (i, j) => {
      const d = cells[j] === cells[i] ? depth[j] + 1 : 1;
      if (d < depth[i]) depth[i] = d;
    };
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        const i = y * columns + x;
        depth[i] = Math.min(x, y, columns - 1 - x, rows - 1 - y) + 1;
        if (x) relax(i, i - 1);
        if (y) relax(i, i - columns);
        if (x && y) relax(i, i - columns - 1);
        if (y && x < columns - 1) relax(i, i - columns + 1);
      }
    }
    for (let y = rows - 1; y >= 0; y -= 1) {
      for (let x = columns - 1; x >= 0; x -= 1) {
        const i = y * columns + x;
        if (x < columns - 1) relax(i, i + 1);
        if (y < rows - 1) relax(i, i + columns);
        if (x < columns - 1 && y < rows - 1) relax(i, i + columns + 1);
        if (x && y < rows - 1) relax(i, i + columns - 1);
      }
    }
    return depth;
  }

  // The most open place for a name of `wide` × `high` cells wholly inside its country.
  function roomFor(raster, depth, number, wide, high, keep) {
    const { cells, columns, rows } = raster;
    const left = Math.floor(wide / 2);
    const up = Math.floor(high / 2);
    const inside = (x, y) => {
      if (x - left < 0 || y - up < 0 || x - left + wide > columns || y - up + high > rows) return false;
      for (let yy = y - up; yy < y - up + high; yy += 1) {
        for (let xx = x - left; xx < x - left + wide; xx += 1) {
          if (cells[yy * columns + xx] !== number) return false;
        }
      }
      return true;
    };
    let best = null;
    for (let y = up; y < rows - up; y += 1) {
      for (let x = left; x < columns - left; x += 1) {
        const i = y * columns + x;
        if (cells[i] === number && (!best || depth[i] > best.depth) && inside(x, y)) {
          best = { x, y, depth: depth[i] };
        }
      }
    }
    // a name that still has room stays where a reader has seen it
    if (best && keep && inside(keep.x, keep.y)) {
      const d = depth[keep.y * columns + keep.x];
      if (d * 2 >= best.depth) return { ...keep, depth: d };
    }
    return best;
  }

  async function nameCountries(gd) {
    const state = states.get(gd);
    const { map } = state;
    const url = gd.layout?.map?.style?.sources?.labels?.data;
    if (typeof url !== "string" || !map.getSource("countries")) return;
    const view = plane(map);
    const zoom = map.getZoom();
    const task = [map.getCenter(), zoom, view.width, view.height].join(" ");
    if (state.named === task) return;
    state.named = task;
    let names;
    try {
      names = await namesOf(url);
    } catch (error) {
      console.warn("Names of countries could not be read:", error);
      return;
    }
    if (state.named !== task || !map.getSource("countries")) return;
    const numbers = new Map(names.map((p, i) => [p.code, i + 1]));
    const raster = countryRaster(map, state, numbers, view);
    const depth = depths(raster);
    const size = Math.min(13, Math.max(10, zoom < 5 ? 10 + (zoom - 3) / 2 : 11 + ((zoom - 5) * 2) / 3));
    const spacing = Math.min(0.185, Math.max(0.11, 0.11 + ((zoom - 5) / 3) * 0.075));
    const kept = state.places || new Map();
    const present = new Set(raster.cells);
    state.places = new Map();
    const features = [];
    for (const p of names) {
      const number = numbers.get(p.code);
      if (!present.has(number) || zoom < p.minzoom - 1) continue;
      const wide = Math.ceil(textWidth(p.name.toUpperCase(), size, spacing) / CELL) + 2;
      const high = Math.ceil((size * 1.3) / CELL) + 1;
      const old = kept.get(p.code);
      const [ox, oy] = old ? view.to(...old) : [];
      const keep = old && { x: Math.round(ox / CELL), y: Math.round(oy / CELL) };
      const room = roomFor(raster, depth, number, wide, high, keep);
      if (!room) continue;
      const stays = keep && room.x === keep.x && room.y === keep.y;
      const at = stays ? old : view.from((room.x + 0.5) * CELL, (room.y + 0.5) * CELL);
      state.places.set(p.code, at);
      features.push(feature(at, { name: p.name, rank: p.rank }));
    }
    state.countries = { type: "FeatureCollection", features };
    setData(map, "countries", state.countries);
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
      remember(gd, map);
      if (metaOf(gd) && Math.abs(map.getZoom() - state.zoom) > 0.02) {
        sync(gd, true);
        redrawHatch(map, metaOf(gd));
      }
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
    const state = { map, hover: null, zoom: NaN, laid: null, countries: null };
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
  const easing = () => ({ duration: reduced() ? 0 : 300, essential: false });

  watchline.map = {
    // ring around the mark of a place, as under the pointer; null takes it away
    highlight: (key) => withMap((map, state) => hover(state, rowIndex(live, key))),
    view: () => withMap((map) => viewOf(map)),
    // bounds: [west, south, east, north]
    fit: (bounds, padding) =>
      withMap((map) => {
        const room = Math.min(map.getContainer().clientWidth, map.getContainer().clientHeight);
        const [west, south, east, north] = bounds;
        map.fitBounds([[west, south], [east, north]], {
          padding: padding ?? MARGIN * room,
          maxZoom: 11,
          ...easing(),
        });
      }),
    zoomIn: () => withMap((map) => map.zoomTo(map.getZoom() + 1, easing())),
    zoomOut: () => withMap((map) => map.zoomTo(map.getZoom() - 1, easing())),
    home: () => withMap(() => watchline.map.fit(metaOf(live).home)),
    // "pan", "lasso" or "select"
    setDrag: (mode) => withMap(() => window.Plotly.relayout(live, { dragmode: mode })),
  };
})();
