"use strict";
// Where the names of marks stand: beside a mark, over it or under it, or a little further off at the
// end of a thin line. A name hides no mark and no other name, and keeps inside the map and clear of
// what lies over it; one that fits nowhere is left out.
//
// dashboard/pictures/maps/mark_labels.py does the same for pictures.
watchline.mapMarkNames = (() => {
  const FURTHER = [14, 26, 40, 60, 85, 115, 150]; // px from a mark
  const TURNS = 16; // directions
  const NEAR = 2; // of these distances for any mark with several events,
  const FAR_NAMED = 5; // all of them for so many of the largest
  const FEW = 40; // marks; of more only so many of the largest are named
  const MOST_NAMED = 14;
  const EDGE = 3; // px a name keeps from everything else
  const CLOSE = 10; // px between a name at the end of a line and the mark of another place
  const STEP = 4; // px between the points of a line that are looked at
  const LINE = 1.25; // em, the height of a name
  /** @type {[anchor: string, across: number, down: number][]} */
  const SIDES = [
    ["left", 1, 0],
    ["right", -1, 0],
    ["top", 0, 1],
    ["bottom", 0, -1],
    ["top-left", 1, 1],
    ["bottom-left", 1, -1],
    ["top-right", -1, 1],
    ["bottom-right", -1, -1],
  ];

  const { textWidth } = watchline.mapLayout;

  /**
   * @param {Watchline.Box} a
   * @param {Watchline.Box} b
   */
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  /**
   * The box of a name that hangs by its anchor at x, y.
   * @param {string} anchor
   * @param {number} x
   * @param {number} y
   * @param {{ wide: number, high: number }} size
   * @returns {Watchline.Box}
   */
  function boxAt(anchor, x, y, { wide, high }) {
    const left = anchor.endsWith("left") ? x : anchor.endsWith("right") ? x - wide : x - wide / 2;
    const top = anchor.startsWith("top") ? y : anchor.startsWith("bottom") ? y - high : y - high / 2;
    return { left, top, right: left + wide, bottom: top + high };
  }

  /**
   * @param {Watchline.Box} box
   * @param {number} by
   * @returns {Watchline.Box}
   */
  const grown = (box, by) => ({
    left: box.left - by,
    top: box.top - by,
    right: box.right + by,
    bottom: box.bottom + by,
  });

  /** @param {Watchline.PlaceBox} box */
  const markBox = ({ x, y, halfX, halfY }) => ({ left: x - halfX, top: y - halfY, right: x + halfX, bottom: y + halfY });

  /**
   * The point of a box that is nearest to another point.
   * @param {Watchline.Box} box
   * @param {number} x
   * @param {number} y
   * @returns {[x: number, y: number]}
   */
  const nearest = (box, x, y) => [
    Math.min(Math.max(x, box.left), box.right),
    Math.min(Math.max(y, box.top), box.bottom),
  ];

  /**
   * Where a name may stand, px from the middle of its mark, the best first.
   * @param {Watchline.PlaceBox} box
   * @param {number} ring radius of the ring around a chosen mark, px, else 0
   * @param {number[]} further
   * @returns {Watchline.LabelAnchor[]}
   */
  function candidates(box, ring, further) {
    const halfX = Math.max(box.halfX, ring);
    const halfY = Math.max(box.halfY, ring);
    const beside = SIDES.map(([anchor, across, down]) => {
      const share = across && down ? 0.75 : 1; // a corner of a round mark is nearer
      return { anchor, x: across * (halfX * share + 5), y: down * (halfY * share + 3), far: false };
    });
    const around = further.flatMap((off) =>
      Array.from({ length: TURNS }, (_, turn) => {
        const angle = (2 * Math.PI * turn) / TURNS;
        const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
        const anchor = ux > 0.3 ? "left" : ux < -0.3 ? "right" : uy > 0 ? "top" : "bottom";
        return { anchor, x: ux * (halfX + off), y: uy * (halfY + off), far: true };
      }),
    );
    return [...beside, ...around];
  }

  /**
   * Whether a name at the end of a line is read at its mark: no other is close, unless its own is
   * closer, and nothing stands on the way.
   * @param {Watchline.PlaceBox} own
   * @param {Watchline.Box} box
   * @param {Watchline.PlaceBox[]} boxes
   * @param {Watchline.Box[]} taken
   */
  function belongs(own, box, boxes, taken) {
    /** @param {Watchline.PlaceBox} other */
    const distance = (other) => {
      const [x, y] = nearest(box, other.x, other.y);
      return Math.hypot(x - other.x, y - other.y) - other.cluster.radius;
    };
    const reach = Math.min(distance(own), CLOSE);
    if (boxes.some((other) => other !== own && distance(other) < reach)) return false;
    const [x, y] = nearest(box, own.x, own.y);
    const steps = Math.max(1, Math.floor(Math.hypot(x - own.x, y - own.y) / STEP));
    const mark = markBox(own);
    for (let step = 0; step < steps; step += 1) {
      const [px, py] = [own.x + ((x - own.x) * step) / steps, own.y + ((y - own.y) * step) / steps];
      const point = { left: px - 1, top: py - 1, right: px + 1, bottom: py + 1 };
      if (!meet(point, mark) && taken.some((other) => meet(other, point))) return false;
    }
    return true;
  }

  /**
   * From the edge of a mark to its name.
   * @param {Watchline.PlaceBox} box
   * @param {Watchline.Box} words
   * @returns {[x: number, y: number][]}
   */
  function leader(box, words) {
    const [x, y] = nearest(words, box.x, box.y);
    const share = Math.min(box.cluster.radius / (Math.hypot(x - box.x, y - box.y) || 1), 1);
    return [[box.x + (x - box.x) * share, box.y + (y - box.y) * share], [x, y]];
  }

  return {
    over(map) {
      const frame = map.getContainer().getBoundingClientRect();
      return [...document.querySelectorAll("[data-over-map]")]
        .map((element) => element.getBoundingClientRect())
        .filter((r) => r.width && r.height)
        .map((r) => ({
          left: r.left - frame.left,
          top: r.top - frame.top,
          right: r.right - frame.left,
          bottom: r.bottom - frame.top,
        }));
    },

    place(named, boxes, view, over, ringOf) {
      const frame = { left: EDGE, top: EDGE, right: view.width - EDGE, bottom: view.height - EDGE };
      const inView = boxes.filter((box) => meet(markBox(box), { left: 0, top: 0, right: view.width, bottom: view.height }));
      const inReach = named.filter((box) => inView.includes(box));
      const marks = new Map(inView.map((box) => [box, markBox(box)]));
      const taken = [...over, ...marks.values()];
      /** @type {Map<number, Watchline.PlacedName>} */
      const placed = new Map();
      inReach.slice(0, inView.length > FEW ? MOST_NAMED : inView.length).forEach((box, rank) => {
        const { row } = box;
        const own = marks.get(box);
        const size = row.tone === "strong" ? 13 : 11.5;
        const wide = textWidth(row.name, size, 0) * (row.tone === "strong" ? 1.06 : 1) + textWidth(row.count, size, 0);
        const further = row.total > 1 ? FURTHER.slice(0, rank < FAR_NAMED ? FURTHER.length : NEAR) : [];
        for (const { anchor, x, y, far } of candidates(box, ringOf(box), further)) {
          const words = boxAt(anchor, box.x + x, box.y + y, { wide: wide + 2, high: size * LINE });
          const wanted = grown(words, EDGE);
          const inside =
            words.left >= frame.left && words.top >= frame.top && words.right <= frame.right && words.bottom <= frame.bottom;
          if (!inside || taken.some((other) => other !== own && meet(other, wanted)) || (own && meet(own, words))) continue;
          if (far && !belongs(box, words, inView, taken)) continue;
          taken.push(words);
          placed.set(box.i, { anchor, offset: [x / size, y / size], line: far ? leader(box, words) : null });
          return;
        }
      });
      return placed;
    },
  };
})();
