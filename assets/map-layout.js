"use strict";
// Where things go on the map: screen positions, clusters pushed apart, labels around them.
watchline.mapLayout = (() => {
  const ROUNDS = 40; // of pushing touching clusters apart

  /**
   * Two boxes that touch move apart along the shorter way, the larger one less.
   * @param {Watchline.PushedBox} a
   * @param {Watchline.PushedBox} b
   */
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

  /**
   * The positions in `boxes` by the square of the grid that they lie in.
   * @param {Watchline.PushedBox[]} boxes
   * @param {number} size
   */
  function gridOf(boxes, size) {
    /** @type {Map<string, number[]>} */
    const cells = new Map();
    boxes.forEach((box, i) => {
      const id = `${Math.floor(box.x / size)} ${Math.floor(box.y / size)}`;
      const cell = cells.get(id);
      if (cell) cell.push(i);
      else cells.set(id, [i]);
    });
    return cells;
  }

  /** @type {CanvasRenderingContext2D | null} */
  let pen = null;

  return {
    plane(map) {
      const world = 512 * 2 ** map.getZoom();
      /** @param {number} lat */
      const y = (lat) => 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
      const centre = map.getCenter();
      const { clientWidth: width, clientHeight: height } = map.getContainer();
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
    },

    pushApart(boxes) {
      const size = boxes.reduce((most, b) => Math.max(most, b.halfX, b.halfY), 4) * 2 + 2;
      for (let round = 0; round < ROUNDS; round += 1) {
        const cells = gridOf(boxes, size);
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
    },

    point: (coordinates, properties, id) => ({
      type: "Feature",
      ...(id === undefined ? {} : { id }),
      geometry: { type: "Point", coordinates },
      properties,
    }),

    line: (coordinates, properties) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates },
      properties,
    }),

    isolate: (name) => (/[\u0590-\u08ff]/.test(name) ? `\u2068${name}\u2069\u200e` : name),

    textWidth(text, size, spacing) {
      pen ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      if (!pen) throw new Error("The browser gives no canvas to measure text on");
      pen.font = `${size}px "IBM Plex Sans", "Noto Sans", sans-serif`;
      return pen.measureText(text).width + text.length * spacing * size;
    },

    interpolated(expression, zoom) {
      if (!Array.isArray(expression)) return Number(expression);
      const [, , , ...stops] = /** @type {number[]} */ (expression); // [zoom, value, zoom, value, …]
      let after = 0;
      while (after < stops.length && stops[after] <= zoom) after += 2;
      if (after === 0) return stops[1];
      if (after >= stops.length) return stops[stops.length - 1];
      const [z0, v0, z1, v1] = stops.slice(after - 2, after + 2);
      return v0 + ((v1 - v0) * (zoom - z0)) / (z1 - z0);
    },
  };
})();
