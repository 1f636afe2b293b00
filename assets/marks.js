// The marks of the map: equal-area shapes, the packed cluster of a place, and its image.
//
// A place is described by a short text, its spec, made by dashboard/figures/marks.py:
// items apart by a blank, each `<group><f|h><count>`: f filled (place known to a town or
// better), h hollow (governorate only, or an aggregate). Groups are the positions in
// schema.GROUPS, `n` is a mark of mixed groups. A last item `r` asks for the dashed ring of
// a district. Example: "0f9 4f2 0h1 r".
(function () {
  "use strict";

  const watchline = (window.watchline = window.watchline || {});
  const SHAPES = { 0: "diamond", 1: "square", 2: "up", 3: "down", 4: "circle", 5: "plus", n: "hexagon" };
  const GAP = 0.6; // px between the marks of a cluster
  const RING = 4; // px from the cluster to the ring around it
  const SMALLEST = 1.5; // px, the radius below which a mark could not be seen
  const ANGLES = 48;

  // Corners around 0,0 for the area of a circle of radius r; dashboard/figures/marks.py holds
  // the same formulas for legends.
  function corners(shape, r) {
    const area = Math.PI * r * r;
    if (shape === "square") {
      const s = Math.sqrt(area) / 2;
      return [[-s, -s], [s, -s], [s, s], [-s, s]];
    }
    if (shape === "diamond") {
      const d = Math.sqrt(area / 2);
      return [[0, -d], [d, 0], [0, d], [-d, 0]];
    }
    if (shape === "plus") {
      const s = Math.sqrt(area / 0.64) / 2;
      const a = s * 0.4;
      return [
        [-a, -s], [a, -s], [a, -a], [s, -a], [s, a], [a, a],
        [a, s], [-a, s], [-a, a], [-s, a], [-s, -a], [-a, -a],
      ];
    }
    if (shape === "hexagon") {
      const s = Math.sqrt((2 * area) / (3 * Math.sqrt(3)));
      return [0, 1, 2, 3, 4, 5].map((i) => {
        const angle = (Math.PI / 3) * i;
        return [s * Math.cos(angle), s * Math.sin(angle)];
      });
    }
    const side = Math.sqrt((4 * area) / Math.sqrt(3));
    const height = (side * Math.sqrt(3)) / 2;
    const up = shape === "up" ? 1 : -1;
    return [[0, (-up * height * 2) / 3], [side / 2, (up * height) / 3], [-side / 2, (up * height) / 3]];
  }

  // How far a mark reaches from its centre in the direction (ux, uy).
  function reach(mark, ux, uy) {
    if (!mark.corners) return mark.r;
    let far = 0;
    for (const [x, y] of mark.corners) far = Math.max(far, x * ux + y * uy);
    return far;
  }

  function apart(a, b, x, y) {
    const dx = x - a.x;
    const dy = y - a.y;
    const d = Math.hypot(dx, dy);
    return d > 0.1 && d >= reach(a, dx / d, dy / d) + reach(b, -dx / d, -dy / d) + GAP - 1e-6;
  }

  function parse(spec, k, cap) {
    const marks = [];
    let ring = false;
    for (const item of spec.split(" ")) {
      if (item === "r") {
        ring = true;
        continue;
      }
      const shape = SHAPES[item[0]];
      const r = Math.max(SMALLEST, Math.min(cap, k * Math.sqrt(Number(item.slice(2)))));
      const poly = shape === "circle" ? null : corners(shape, r);
      marks.push({ group: item[0], hollow: item[1] === "h", shape, r, corners: poly, x: 0, y: 0 });
    }
    marks.sort((a, b) => b.r - a.r || (a.group < b.group ? -1 : 1));
    return { marks, ring };
  }

  // Each mark goes where it touches one that is already placed and lies nearest to the middle.
  function place(marks) {
    for (let i = 1; i < marks.length; i += 1) {
      const mark = marks[i];
      const placed = marks.slice(0, i);
      let best = null;
      for (const near of placed) {
        for (let t = 0; t < ANGLES; t += 1) {
          const angle = (t * 2 * Math.PI) / ANGLES;
          const ux = Math.cos(angle);
          const uy = Math.sin(angle);
          const d = reach(near, ux, uy) + reach(mark, -ux, -uy) + GAP;
          const x = near.x + d * ux;
          const y = near.y + d * uy;
          // a slight pull to the right keeps two marks on one line, as words are read
          const score = Math.hypot(x, y) - 0.08 * x;
          if ((!best || score < best.score) && placed.every((other) => apart(other, mark, x, y))) {
            best = { score, x, y };
          }
        }
      }
      mark.x = best.x;
      mark.y = best.y;
    }
  }

  const packed = new Map();

  // The cluster of a spec, centred on its box: marks with offsets, half extents, radius (px).
  function pack(spec, k, cap) {
    const id = `${k} ${cap} ${spec}`;
    let cluster = packed.get(id);
    if (cluster) return cluster;
    const { marks, ring } = parse(spec, k, cap);
    place(marks);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const m of marks) {
      box[0] = Math.min(box[0], m.x - reach(m, -1, 0));
      box[1] = Math.min(box[1], m.y - reach(m, 0, -1));
      box[2] = Math.max(box[2], m.x + reach(m, 1, 0));
      box[3] = Math.max(box[3], m.y + reach(m, 0, 1));
    }
    let radius = 0;
    for (const m of marks) {
      m.x -= (box[0] + box[2]) / 2;
      m.y -= (box[1] + box[3]) / 2;
      const points = m.corners || [[m.x && (m.r * m.x) / Math.hypot(m.x, m.y), m.y && (m.r * m.y) / Math.hypot(m.x, m.y)]];
      for (const [x, y] of points) radius = Math.max(radius, Math.hypot(m.x + x, m.y + y));
      radius = Math.max(radius, m.corners ? 0 : m.r);
    }
    const halfX = ring ? radius + RING : (box[2] - box[0]) / 2;
    const halfY = ring ? radius + RING : (box[3] - box[1]) / 2;
    cluster = { marks, ring, radius, halfX, halfY };
    if (packed.size > 20000) packed.clear();
    packed.set(id, cluster);
    return cluster;
  }

  function outline(c, mark) {
    c.beginPath();
    if (!mark.corners) {
      c.arc(mark.x, mark.y, mark.r, 0, 2 * Math.PI);
      return;
    }
    mark.corners.forEach(([x, y], i) => c[i ? "lineTo" : "moveTo"](mark.x + x, mark.y + y));
    c.closePath();
  }

  // Dashes that start and end half way on a corner, so that every corner is drawn.
  function dashed(c, mark, on, off) {
    const run = (length, stroke) => {
      const n = Math.max(1, Math.round(length / (on + off)));
      const unit = length / n / (on + off);
      c.setLineDash([on * unit, off * unit]);
      c.lineDashOffset = (on * unit) / 2;
      stroke();
    };
    if (!mark.corners) {
      run(2 * Math.PI * mark.r, () => {
        outline(c, mark);
        c.stroke();
      });
    } else {
      mark.corners.forEach(([x, y], i) => {
        const [x1, y1] = mark.corners[(i + 1) % mark.corners.length];
        run(Math.hypot(x1 - x, y1 - y), () => {
          c.beginPath();
          c.moveTo(mark.x + x, mark.y + y);
          c.lineTo(mark.x + x1, mark.y + y1);
          c.stroke();
        });
      });
    }
    c.setLineDash([]);
    c.lineDashOffset = 0;
  }

  function canvas(width, height) {
    const element = document.createElement("canvas");
    element.width = width;
    element.height = height;
    return element.getContext("2d", { willReadFrequently: true });
  }

  // `colours`: {groups: {0..5, n}, outline, fill (of hollow marks), ring}; ratio: device pixels
  // per CSS pixel. Returns ImageData.
  function draw(spec, k, cap, colours, ratio) {
    const cluster = pack(spec, k, cap);
    const width = 2 * Math.ceil((cluster.halfX + 2) * ratio);
    const height = 2 * Math.ceil((cluster.halfY + 2) * ratio);
    const c = canvas(width, height);
    c.translate(width / 2, height / 2);
    c.scale(ratio, ratio);
    c.lineJoin = "miter";
    if (cluster.ring) {
      c.lineWidth = 1;
      c.strokeStyle = colours.ring;
      dashed(c, { x: 0, y: 0, r: cluster.radius + RING, corners: null }, 2, 2);
    }
    for (const mark of cluster.marks) {
      const colour = colours.groups[mark.group];
      if (mark.hollow) {
        outline(c, mark);
        c.fillStyle = colours.fill;
        c.fill();
        c.lineWidth = 1.6;
        c.strokeStyle = colour;
        dashed(c, mark, 3, 1.8);
      } else {
        outline(c, mark);
        c.lineWidth = 2; // 1 px of it shows outside
        c.strokeStyle = colours.outline;
        c.stroke();
        c.fillStyle = colour;
        c.fill();
      }
    }
    return c.getImageData(0, 0, width, height);
  }

  // A town without events: paper with a thin ring.
  function dot(paper, line, ratio) {
    const size = 2 * Math.ceil(3.5 * ratio);
    const c = canvas(size, size);
    c.translate(size / 2, size / 2);
    c.scale(ratio, ratio);
    c.beginPath();
    c.arc(0, 0, 1.9, 0, 2 * Math.PI);
    c.fillStyle = paper;
    c.fill();
    c.lineWidth = 1.1;
    c.strokeStyle = line;
    c.stroke();
    return c.getImageData(0, 0, size, size);
  }

  // A tile of 45° lines, `every` px apart across the lines. MapLibre enlarges patterns by up to
  // two between whole zooms; `stretch` is by how much, and lines are drawn finer for it.
  function hatch(every, line, ratio, stretch) {
    const size = Math.round(4 * every * Math.SQRT2 * ratio);
    const c = canvas(size, size);
    const step = size / Math.round(4 * stretch);
    c.lineWidth = (0.8 * ratio) / stretch;
    c.strokeStyle = line;
    c.beginPath();
    for (let x = -size; x <= size; x += step) {
      c.moveTo(x - 2, size + 2);
      c.lineTo(x + size + 2, -2);
    }
    c.stroke();
    return c.getImageData(0, 0, size, size);
  }

  watchline.marks = { pack, draw, dot, hatch, RING };
})();
