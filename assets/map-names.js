"use strict";
// Names of countries: each where its land is most open in the present view.
//
// A fixed point would leave the part of a country that one sees without a name, or set the
// name half over a neighbour. The land in view is drawn into a coarse raster, marks and what
// lies over the map are cut out, and a name goes where it lies wholly inside its country.
watchline.mapNames = (() => {
  const CELL = 6; // px of the raster
  const { point, textWidth, interpolated } = watchline.mapLayout;

  /** @typedef {{ cells: Uint16Array, columns: number, rows: number }} Raster */
  /** @typedef {{ x: number, y: number }} Cell */

  /**
   * The countries of pieces of land: a tile has a piece of each, and not all land has a name.
   * @param {LandFeature[]} land
   */
  function countriesOf(land) {
    /** @type {Map<string, Watchline.CountryName>} */
    const byCode = new Map();
    for (const { properties: { name, ...rest } } of land) {
      if (name !== undefined && !byCode.has(rest.code)) byCode.set(rest.code, { name, ...rest });
    }
    return [...byCode.values()].sort((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1));
  }

  // far apart colours: a mixed one on an edge is then nobody's
  /** @param {number} n */
  const colour = (n) => (n * 2654435 + 77) & 0xffffff;

  /**
   * Draw the countries, each in the colour of its number.
   * @param {CanvasRenderingContext2D} c
   * @param {LandFeature[]} land
   * @param {Map<string, number>} numbers
   * @param {Watchline.Plane} view
   */
  function drawLand(c, land, numbers, view) {
    for (const { geometry, properties } of land) {
      const number = numbers.get(properties.code);
      if (!number) continue;
      c.fillStyle = `#${colour(number).toString(16).padStart(6, "0")}`;
      for (const rings of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
        c.beginPath();
        for (const ring of rings) {
          ring.forEach(([lon, lat], i) => c[i ? "lineTo" : "moveTo"](...view.to(lon, lat)));
          c.closePath();
        }
        c.fill("evenodd");
      }
    }
  }

  /**
   * Cut out the marks with their labels, and what lies over the map.
   * @param {CanvasRenderingContext2D} c
   * @param {MapLibre} map
   * @param {Watchline.PlaceBox[]} boxes
   */
  function cutOut(c, map, boxes) {
    for (const { row, x, y, halfX, halfY } of boxes) {
      const label = textWidth(row.name + row.count, row.tone === "strong" ? 13 : 11.5, 0);
      const high = 2 * Math.max(halfY, 8);
      c.clearRect(x - halfX - 2, y - high / 2, 2 * halfX + label + 10, high);
    }
    const frame = map.getContainer().getBoundingClientRect();
    for (const element of document.querySelectorAll("[data-over-map]")) {
      const r = element.getBoundingClientRect();
      c.clearRect(r.left - frame.left - 6, r.top - frame.top - 6, r.width + 12, r.height + 12);
    }
  }

  /**
   * A raster of the view in which every cell holds the number of the country that fills it.
   * @param {MapLibre} map
   * @param {LandFeature[]} land
   * @param {Watchline.PlaceBox[]} boxes
   * @param {Map<string, number>} numbers
   * @param {Watchline.Plane} view
   * @returns {Raster}
   */
  function countryRaster(map, land, boxes, numbers, view) {
    const columns = Math.ceil(view.width / CELL);
    const rows = Math.ceil(view.height / CELL);
    const sheet = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    const c = sheet.getContext("2d", { willReadFrequently: true });
    if (!c) throw new Error("The browser gives no canvas to find room for names on");
    c.scale(1 / CELL, 1 / CELL);
    drawLand(c, land, numbers, view);
    cutOut(c, map, boxes);
    const owners = new Map([...numbers.values()].map((number) => [colour(number), number]));
    const pixels = c.getImageData(0, 0, columns, rows).data;
    const cells = new Uint16Array(columns * rows);
    for (let i = 0; i < cells.length; i += 1) {
      const p = 4 * i;
      if (pixels[p + 3] === 255) cells[i] = owners.get((pixels[p] << 16) | (pixels[p + 1] << 8) | pixels[p + 2]) || 0;
    }
    return { cells, columns, rows };
  }

  /**
   * For each cell the distance, in cells, to the nearest one of another country or the edge.
   * @param {Raster} raster
   */
  function depths({ cells, columns, rows }) {
    const depth = new Uint16Array(cells.length);
    /**
     * @param {number} i
     * @param {number} j
     */
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

  /**
   * The most open place for a name of `wide` × `high` cells wholly inside its country.
   * @param {Raster} raster
   * @param {Uint16Array} depth
   * @param {number} number
   * @param {[wide: number, high: number]} size
   * @param {Cell | null} before where the name stands now
   * @returns {Cell | null}
   */
  function roomFor({ cells, columns, rows }, depth, number, [wide, high], before) {
    const left = Math.floor(wide / 2);
    const up = Math.floor(high / 2);
    /**
     * @param {number} x
     * @param {number} y
     */
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
    let deepest = 0;
    for (let y = up; y < rows - up; y += 1) {
      for (let x = left; x < columns - left; x += 1) {
        const i = y * columns + x;
        if (cells[i] === number && depth[i] > deepest && inside(x, y)) {
          best = { x, y };
          deepest = depth[i];
        }
      }
    }
    // a name that still has room stays where a reader has seen it
    const stays = best && before && inside(before.x, before.y) && depth[before.y * columns + before.x] * 2 >= deepest;
    return stays ? before : best;
  }

  return {
    countriesOf,
    depths,
    roomFor,

    place(map, boxes, positions, view) {
      const zoom = map.getZoom();
      const land = map.querySourceFeatures("base", { sourceLayer: "land" });
      const names = countriesOf(land);
      const numbers = new Map(names.map((p, i) => [p.code, i + 1]));
      const raster = countryRaster(map, land, boxes, numbers, view);
      const depth = depths(raster);
      const present = new Set(raster.cells);
      const size = interpolated(map.getLayoutProperty("countries", "text-size"), zoom);
      const spacing = interpolated(map.getLayoutProperty("countries", "text-letter-spacing"), zoom);
      /** @type {Feature[]} */
      const features = [];
      names.forEach((p, i) => {
        const old = positions.get(p.code);
        positions.delete(p.code);
        if (!present.has(i + 1) || zoom < p.minzoom - 1) return;
        const wide = Math.ceil(textWidth(p.name.toUpperCase(), size, spacing) / CELL) + 2;
        const high = Math.ceil((size * 1.3) / CELL) + 1;
        const [x, y] = old ? view.to(...old).map((px) => Math.round(px / CELL)) : [];
        const before = old ? { x, y } : null;
        const room = roomFor(raster, depth, i + 1, [wide, high], before);
        if (!room) return;
        const at = old && room === before ? old : view.from((room.x + 0.5) * CELL, (room.y + 0.5) * CELL);
        positions.set(p.code, at);
        features.push(point(at, { name: p.name, rank: p.rank }));
      });
      return { type: "FeatureCollection", features };
    },
  };
})();
