// Where things go on the map: screen positions, clusters pushed apart, labels around them.
(function () {
  "use strict";

  const watchline = (window.watchline = window.watchline || {});
  const ROUNDS = 40; // of pushing touching clusters apart

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
  function anchors(cluster, strong, ring) {
    const em = strong ? 13 : 11.5;
    const x = (Math.max(cluster.halfX, ring) + 5) / em;
    const y = (Math.max(cluster.halfY, ring) + 3) / em;
    return ["left", [x, 0], "right", [-x, 0], "top", [0, y], "bottom", [0, -y]];
  }

  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function textWidth(text, size, spacing) {
    pen.font = `${size}px "IBM Plex Sans", "Noto Sans", sans-serif`;
    return pen.measureText(text).width + text.length * spacing * size;
  }

  watchline.mapLayout = { plane, pushApart, feature, isolate, anchors, textWidth };
})();
