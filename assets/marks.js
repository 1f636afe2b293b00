"use strict";
// The marks of the map: the packed cluster of a place, and its image.
//
// A place is described by a short text, its spec, made by dashboard/figures/map/marks.py:
// items apart by a blank, each `<group><f|h><count>`: f filled (place known to a town or
// better), h hollow (governorate only, or an aggregate). Groups are the positions in
// schema.GROUPS. A last item `r` asks for the dashed ring of a district. Example: "0f9 4f2 0h1 r". The shapes come from the server with the map.
//
// dashboard/pictures/maps/packing.py packs the same clusters for pictures;
// tests/javascript/packing.json holds the two together.
watchline.marks = (() => {
  const ANGLES = 48;
  const MOST_KEPT = 20_000; // packed clusters

  /**
   * How far a mark reaches from its centre in the direction (ux, uy).
   * @param {Watchline.Mark} mark
   * @param {number} ux
   * @param {number} uy
   */
  function reach(mark, ux, uy) {
    if (!mark.corners.length) return mark.r;
    let far = 0;
    for (const [x, y] of mark.corners) far = Math.max(far, x * ux + y * uy);
    return far;
  }

  /**
   * Whether mark `b` at x, y leaves the gap to mark `a`.
   * @param {Watchline.Mark} a
   * @param {Watchline.Mark} b
   * @param {number} x
   * @param {number} y
   * @param {number} gap
   */
  function apart(a, b, x, y, gap) {
    const dx = x - a.x;
    const dy = y - a.y;
    const d = Math.hypot(dx, dy);
    return d > 0.1 && d >= reach(a, dx / d, dy / d) + reach(b, -dx / d, -dy / d) + gap - 1e-6;
  }

  /**
   * The marks of a spec, the largest first, all at 0,0.
   * @param {string[]} items
   * @param {number} k
   * @param {Watchline.MarkShapes} shapes
   * @returns {Watchline.Mark[]}
   */
  function parse(items, k, shapes) {
    const marks = items.map((item) => {
      const r = Math.max(shapes.smallest, k * Math.sqrt(Number(item.slice(2))));
      const corners = shapes.corners[item[0]].map(([x, y]) => /** @type {LonLat} */ ([x * r, y * r]));
      return { group: item[0], hollow: item[1] === "h", r, corners, x: 0, y: 0 };
    });
    return marks.sort((a, b) => b.r - a.r || (a.group < b.group ? -1 : 1));
  }

  /**
   * Where a mark touches one that is already placed and lies nearest to the middle.
   * @param {Watchline.Mark} mark
   * @param {Watchline.Mark[]} placed
   * @param {number} gap
   */
  function nearest(mark, placed, gap) {
    let best = { score: Infinity, x: 0, y: 0 };
    for (const near of placed) {
      for (let turn = 0; turn < ANGLES; turn += 1) {
        const angle = (turn * 2 * Math.PI) / ANGLES;
        const ux = Math.cos(angle);
        const uy = Math.sin(angle);
        const d = reach(near, ux, uy) + reach(mark, -ux, -uy) + gap;
        const x = near.x + d * ux;
        const y = near.y + d * uy;
        // a slight pull to the right keeps two marks on one line, as words are read
        const score = Math.hypot(x, y) - 0.08 * x;
        if (score < best.score && placed.every((other) => apart(other, mark, x, y, gap))) {
          best = { score, x, y };
        }
      }
    }
    return best;
  }

  /** @param {Watchline.Mark} mark */
  function furthest({ corners, r, x, y }) {
    if (!corners.length) return Math.hypot(x, y) + r;
    return Math.max(...corners.map(([cx, cy]) => Math.hypot(x + cx, y + cy)));
  }

  /**
   * @param {Watchline.Mark[]} marks
   * @param {boolean} ring
   * @param {number} ringGap
   * @returns {Watchline.MarkCluster}
   */
  function centred(marks, ring, ringGap) {
    const left = Math.min(...marks.map((m) => m.x - reach(m, -1, 0)));
    const top = Math.min(...marks.map((m) => m.y - reach(m, 0, -1)));
    const right = Math.max(...marks.map((m) => m.x + reach(m, 1, 0)));
    const bottom = Math.max(...marks.map((m) => m.y + reach(m, 0, 1)));
    for (const mark of marks) {
      mark.x -= (left + right) / 2;
      mark.y -= (top + bottom) / 2;
    }
    const radius = Math.max(...marks.map(furthest));
    const halfX = ring ? radius + ringGap : (right - left) / 2;
    const halfY = ring ? radius + ringGap : (bottom - top) / 2;
    return { marks, ring, radius, halfX, halfY };
  }

  /** @type {Map<string, Watchline.MarkCluster>} */
  const packed = new Map();

  /** @type {Watchline.Scripts["marks"]["pack"]} */
  function pack(spec, k, shapes) {
    const id = `${k} ${spec}`;
    let cluster = packed.get(id);
    if (cluster) return cluster;
    const items = spec.split(" ");
    const marks = parse(items.filter((item) => item !== "r"), k, shapes);
    marks.forEach((mark, i) => {
      if (i) Object.assign(mark, nearest(mark, marks.slice(0, i), shapes.gap));
    });
    cluster = centred(marks, items.includes("r"), shapes.ring);
    if (packed.size > MOST_KEPT) packed.clear();
    packed.set(id, cluster);
    return cluster;
  }

  // --- drawing -----------------------------------------------------------------------------

  /** @typedef {Pick<Watchline.Mark, "corners" | "r" | "x" | "y">} Outline */

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {Outline} mark
   */
  function outline(c, mark) {
    c.beginPath();
    if (!mark.corners.length) {
      c.arc(mark.x, mark.y, mark.r, 0, 2 * Math.PI);
      return;
    }
    mark.corners.forEach(([x, y], i) => c[i ? "lineTo" : "moveTo"](mark.x + x, mark.y + y));
    c.closePath();
  }

  /**
   * Dashes that start and end half way on a corner, so that every corner is drawn.
   * @param {CanvasRenderingContext2D} c
   * @param {Outline} mark
   * @param {number} on
   * @param {number} off
   */
  function dashed(c, mark, on, off) {
    /** @param {number} length */
    const setDashes = (length) => {
      const n = Math.max(1, Math.round(length / (on + off)));
      const unit = length / n / (on + off);
      c.setLineDash([on * unit, off * unit]);
      c.lineDashOffset = (on * unit) / 2;
    };
    if (!mark.corners.length) {
      setDashes(2 * Math.PI * mark.r);
      outline(c, mark);
      c.stroke();
    }
    mark.corners.forEach(([x, y], i) => {
      const [x1, y1] = mark.corners[(i + 1) % mark.corners.length];
      setDashes(Math.hypot(x1 - x, y1 - y));
      c.beginPath();
      c.moveTo(mark.x + x, mark.y + y);
      c.lineTo(mark.x + x1, mark.y + y1);
      c.stroke();
    });
    c.setLineDash([]);
    c.lineDashOffset = 0;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  function canvas(width, height) {
    const element = Object.assign(document.createElement("canvas"), { width, height });
    const context = element.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("The browser gives no canvas to draw marks on");
    return context;
  }

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {Watchline.Mark} mark
   * @param {Watchline.MarkColours} colours
   */
  function drawMark(c, mark, colours) {
    const colour = colours.groups[mark.group];
    outline(c, mark);
    if (mark.hollow) {
      c.fillStyle = colours.fill;
      c.fill();
      c.lineWidth = 1.6;
      c.strokeStyle = colour;
      dashed(c, mark, 3, 1.8);
    } else {
      c.lineWidth = 2; // 1 px of it shows outside
      c.strokeStyle = colours.outline;
      c.stroke();
      c.fillStyle = colour;
      c.fill();
    }
  }

  return {
    pack,

    draw(cluster, ringGap, colours, ratio) {
      const width = 2 * Math.ceil((cluster.halfX + 2) * ratio);
      const height = 2 * Math.ceil((cluster.halfY + 2) * ratio);
      const c = canvas(width, height);
      c.translate(width / 2, height / 2);
      c.scale(ratio, ratio);
      c.lineJoin = "miter";
      if (cluster.ring) {
        c.lineWidth = 1;
        c.strokeStyle = colours.ring;
        dashed(c, { x: 0, y: 0, r: cluster.radius + ringGap, corners: [] }, 2, 2);
      }
      for (const mark of cluster.marks) drawMark(c, mark, colours);
      return c.getImageData(0, 0, width, height);
    },

    dot(paper, line, ratio) {
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
    },

    hatch(every, line, ratio, stretch) {
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
    },
  };
})();
