// Names of countries: each where its land is most open in the present view.
//
// A fixed point would leave the part of a country that one sees without a name, or set the
// name half over a neighbour. The land in view is drawn into a coarse raster, marks and what
// lies over the map are cut out, and a name goes where it lies wholly inside its country.
(function () {
  "use strict";

  const watchline = (window.watchline = window.watchline || {});
  const CELL = 6; // px of the raster
  const { feature, textWidth } = watchline.mapLayout;

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

  // A raster of the view in which every cell holds the number of the country that fills it;
  // marks, their labels and what lies over the map are cut out.
  function countryRaster(map, boxes, numbers, view) {
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
    for (const { row, x, y, halfX, halfY } of boxes) {
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

  const between = (low, value, high) => Math.min(high, Math.max(low, value));

  // Points with a name, for the countries in view that have room. `kept`: code → [lon, lat] of
  // the names as they stand, which is brought up to date.
  function place(map, names, boxes, kept, view) {
    const zoom = map.getZoom();
    const numbers = new Map(names.map((p, i) => [p.code, i + 1]));
    const raster = countryRaster(map, boxes, numbers, view);
    const depth = depths(raster);
    const present = new Set(raster.cells);
    // as dashboard/figures/basemap_labels.py writes them
    const size = zoom < 5 ? between(10, 10 + (zoom - 3) / 2, 11) : between(11, 11 + ((zoom - 5) * 2) / 3, 13);
    const spacing = between(0.11, 0.11 + ((zoom - 5) / 3) * 0.075, 0.185);
    const features = [];
    for (const p of names) {
      const number = numbers.get(p.code);
      const old = kept.get(p.code);
      kept.delete(p.code);
      if (!present.has(number) || zoom < p.minzoom - 1) continue;
      const wide = Math.ceil(textWidth(p.name.toUpperCase(), size, spacing) / CELL) + 2;
      const high = Math.ceil((size * 1.3) / CELL) + 1;
      const [x, y] = old ? view.to(...old) : [];
      const keep = old && { x: Math.round(x / CELL), y: Math.round(y / CELL) };
      const room = roomFor(raster, depth, number, wide, high, keep);
      if (!room) continue;
      const stays = keep && room.x === keep.x && room.y === keep.y;
      const at = stays ? old : view.from((room.x + 0.5) * CELL, (room.y + 0.5) * CELL);
      kept.set(p.code, at);
      features.push(feature(at, { name: p.name, rank: p.rank }));
    }
    return { type: "FeatureCollection", features };
  }

  watchline.mapNames = { namesOf, place };
})();
