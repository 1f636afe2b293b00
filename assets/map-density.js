"use strict";
// Events in hexagons: what dashboard/figures/map/density.py sends becomes areas of a source of the
// style, a card says what is in the one under the pointer, and a click chooses its area.
//
// geodata/hexagons.py says where they lie; the arithmetic here is the same.
watchline.mapDensity = (() => {
  const ROW = Math.sqrt(3) / 2; // from row to row, in widths of a hexagon
  const CORNER = 1 / Math.sqrt(3); // from the centre to a corner
  const OPENS = 120; // ms over a hexagon until its card opens
  const BESIDE = 20; // px between a hexagon and its card

  /** @type {FeatureCollection} */
  const NOTHING = { type: "FeatureCollection", features: [] };

  /**
   * @param {number} x in widths of a hexagon from 180° W
   * @param {number} y from the northern edge
   * @param {number} columns
   * @returns {LonLat}
   */
  const degrees = (x, y, columns) => [
    (x / columns) * 360 - 180,
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / columns))) * 180) / Math.PI,
  ];

  /**
   * @param {number} columns
   * @param {Watchline.HexagonRow} row
   * @returns {LonLat[]} its corners, not closed
   */
  function ring(columns, [column, row]) {
    const x = column + (row % 2) / 2;
    const y = row * ROW;
    const corners = [[0, -CORNER], [0.5, -CORNER / 2], [0.5, CORNER / 2], [0, CORNER], [-0.5, CORNER / 2], [-0.5, -CORNER / 2]];
    return corners.map(([dx, dy]) => degrees(x + dx, y + dy, columns));
  }

  /**
   * The column and row of the hexagon that holds a position.
   * @param {number} columns
   * @param {number} lon
   * @param {number} lat
   */
  function at(columns, lon, lat) {
    const x = (lon / 360 + 0.5) * columns;
    const y = ((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * columns) / ROW;
    const [near] = [Math.floor(y), Math.floor(y) + 1]
      .map((row) => {
        const shift = Math.abs(row % 2) / 2;
        const column = Math.floor(x - shift + 0.5);
        return { column, row, far: (x - shift - column) ** 2 + ((y - row) * ROW) ** 2 };
      })
      .sort((a, b) => a.far - b.far);
    return [((near.column % columns) + columns) % columns, near.row];
  }

  /** @type {WeakMap<Watchline.DensityDrawing, Map<string, number>>} */
  const found = new WeakMap();

  /** @param {Watchline.DensityDrawing} density */
  function numbers(density) {
    let known = found.get(density);
    if (!known) found.set(density, (known = new Map(density.rows.map(([x, y], i) => [`${x} ${y}`, i]))));
    return known;
  }

  /** @param {Watchline.DensityDrawing | null | undefined} density */
  function collection(density) {
    if (!density) return NOTHING;
    const chosen = density.chosen?.join(" ");
    const features = density.rows.map((row, id) => {
      const corners = ring(density.columns, row);
      return /** @type {Feature} */ ({
        type: "Feature",
        id,
        geometry: { type: "Polygon", coordinates: [[...corners, corners[0]]] },
        properties: { colour: row[2], pale: id >= density.outside, chosen: `${row[0]} ${row[1]}` === chosen },
      });
    });
    return { .../** @type {FeatureCollection} */ (NOTHING), features };
  }

  // --- the card ----------------------------------------------------------------------------

  const written = new Intl.NumberFormat("en");

  /** @param {number} share */
  const percent = (share) => (share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(share * 100)} %`);

  /**
   * @param {string} tag
   * @param {string} css
   * @param {...(string | Node)} inside
   */
  function element(tag, css, ...inside) {
    const made = document.createElement(tag);
    made.className = css;
    made.append(...inside);
    return made;
  }

  /**
   * A card with the split by type.
   * @type {Watchline.Scripts["mapDensity"]["cardOf"]}
   */
  function cardOf({ head, beside, counts, keys, rest }, { events, labels }) {
    /** @type {[group: number, events: number][]} */
    const groups = [];
    for (let i = 0; i < counts.length; i += 2) groups.push([counts[i], counts[i + 1]]);
    const total = groups.reduce((sum, [, n]) => sum + n, 0);
    const types = groups.sort((a, b) => b[1] - a[1]).map(([group, n]) => {
      const bar = element("span", "bar");
      bar.style.setProperty("--share", String(n / total));
      return element("div", "split", labels[group], bar, element("b", "", written.format(n)),
        element("span", "", percent(n / total)));
    });
    const share = rest ?? `${percent(total / Math.max(events, 1))} of all in the filter`;
    return element("div", "hexagon-card",
      element("div", "head", element("b", "", head), element("span", "", beside)),
      element("p", "", element("b", "", written.format(total)), ` event${total === 1 ? "" : "s"}, ${share}`),
      ...types,
      element("p", "keys", keys));
  }

  /**
   * @param {Watchline.DensityDrawing} density
   * @param {number} index
   */
  function card(density, index) {
    const [, line, , place, counts] = density.rows[index];
    const [, lat] = degrees(0, line * ROW, density.columns);
    const km = (40_030.2 * Math.cos((lat * Math.PI) / 180)) / density.columns;
    return cardOf(
      {
        head: `Most at ${watchline.mapLayout.isolate(place)}`,
        beside: `${km < 10 ? km.toFixed(1) : Math.round(km)} km across`,
        counts,
        keys: "Click chooses this area",
        rest: index >= density.outside ? "outside the chosen area" : undefined,
      },
      density,
    );
  }

  /**
   * Beside what it is about, on the side with more map; over nothing that lies on the map.
   * @param {MapLibre} map
   * @param {HTMLElement} shown
   * @param {LonLat[]} corners
   */
  function put(map, shown, corners) {
    const around = map.getContainer();
    const area = document.getElementById("map-area") || around;
    area.append(shown);
    const view = watchline.mapLayout.plane(map);
    const turn = 360 * Math.round((map.getCenter().lng - corners[0][0]) / 360);
    const points = corners.map(([lon, lat]) => view.to(lon + turn, lat));
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const { offsetWidth: width, offsetHeight: height } = shown;
    const toTheRight = view.width - right > left;
    const x = toTheRight ? right + BESIDE : left - BESIDE - width;
    let y = Math.min(Math.max((Math.min(...ys) + Math.max(...ys)) / 2 - height / 2, 8), view.height - height - 8);
    const fitted = Math.min(Math.max(x, 8), view.width - width - 8);
    const legend = document.getElementById("legend")?.getBoundingClientRect();
    const on = around.getBoundingClientRect();
    if (legend?.width && fitted < legend.right - on.left && y + height > legend.top - on.top) {
      y = Math.max(8, legend.top - on.top - height - 8);
    }
    const over = area.getBoundingClientRect();
    Object.assign(shown.style, { left: `${fitted + on.left - over.left}px`, top: `${y + on.top - over.top}px` });
  }

  // --- the pointer -------------------------------------------------------------------------

  /**
   * @param {PlotlyElement} gd
   * @param {MapLibre} map
   */
  function follow(gd, map) {
    /** @type {number | null} */
    let pointed = null;
    /** @type {HTMLElement | null} */
    let shown = null;
    let timer = 0;

    const density = () => watchline.mapPlaces.metaOf(gd)?.density;

    /** @param {number | null} index */
    function point(index) {
      if (index === pointed) return;
      clearTimeout(timer);
      shown?.remove();
      shown = null;
      if (map.getSource("hexagons")) {
        if (pointed !== null) map.setFeatureState({ source: "hexagons", id: pointed }, { hover: false });
        if (index !== null) map.setFeatureState({ source: "hexagons", id: index }, { hover: true });
      }
      pointed = index;
      map.getCanvas().style.cursor = index === null ? "" : "pointer";
      if (index === null) return;
      timer = setTimeout(() => {
        const here = density();
        const row = here?.rows[index];
        if (!here || !row || pointed !== index) return;
        shown = card(here, index);
        put(map, shown, ring(here.columns, row));
      }, OPENS);
    }

    /** @param {MapPointer} event */
    function under({ lngLat }) {
      const here = density();
      if (!here) return null;
      return numbers(here).get(at(here.columns, lngLat.lng, lngLat.lat).join(" ")) ?? null;
    }

    map.on("mousemove", (event) => {
      if (density() || pointed !== null) point(under(event));
    });
    map.on("mouseout", () => point(null));
    map.on("movestart", () => point(null));
    map.on("click", (event) => {
      const here = density();
      const index = under(event);
      if (!here || index === null || document.getElementById("lasso")?.getAttribute("aria-pressed") === "true") return;
      // a finger sees first what is there
      const touched = event.originalEvent instanceof PointerEvent && event.originalEvent.pointerType === "touch";
      if (touched && (pointed !== index || !shown)) {
        point(index);
        return;
      }
      const corners = ring(here.columns, here.rows[index]);
      const area = corners.map(([lon, lat]) => `${lon.toFixed(4)} ${lat.toFixed(4)}`).join(",");
      const again = area === new URLSearchParams(location.search).get("area");
      point(null);
      watchline.go({ area: again ? null : area, show: "density", place: null });
    });
  }

  return { at, ring, collection, follow, cardOf, put };
})();
