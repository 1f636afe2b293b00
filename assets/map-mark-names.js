"use strict";
// Where the name of a mark may stand: beside it, over it or under it, near or a little further off,
// inside the map and clear of what lies over it. Of these MapLibre takes the first that hides no
// mark and no other name; a name that fits nowhere is left out.
watchline.mapMarkNames = (() => {
  const FURTHER = [0, 9, 20]; // px
  const EDGE = 3; // px a name keeps from the edges of the map and from what lies over it
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
   * The box of a name of `wide` × `high` px that hangs by its anchor at x, y.
   * @param {string} anchor
   * @param {number} x
   * @param {number} y
   * @param {number} wide
   * @param {number} high
   * @returns {Watchline.Box}
   */
  function boxAt(anchor, x, y, wide, high) {
    const left = anchor.endsWith("left") ? x : anchor.endsWith("right") ? x - wide : x - wide / 2;
    const top = anchor.startsWith("top") ? y : anchor.startsWith("bottom") ? y - high : y - high / 2;
    return { left, top, right: left + wide, bottom: top + high };
  }

  return {
    candidates(cluster, size, ring) {
      const halfX = Math.max(cluster.halfX, ring);
      const halfY = Math.max(cluster.halfY, ring);
      return FURTHER.flatMap((off) =>
        SIDES.map(([anchor, across, down]) => {
          const share = across && down ? 0.75 : 1; // a corner of a round mark is nearer
          const x = across * (halfX * share + 5 + off * share);
          const y = down * (halfY * share + 3 + off * share);
          return /** @type {Watchline.LabelAnchor} */ ({ anchor, x, y, size });
        }),
      );
    },

    over(map) {
      const frame = map.getContainer().getBoundingClientRect();
      return [...document.querySelectorAll("[data-over-map]")]
        .map((element) => element.getBoundingClientRect())
        .filter((r) => r.width && r.height)
        .map((r) => ({
          left: r.left - frame.left - EDGE,
          top: r.top - frame.top - EDGE,
          right: r.right - frame.left + EDGE,
          bottom: r.bottom - frame.top + EDGE,
        }));
    },

    free(candidates, { x, y }, words, view, over) {
      return candidates.filter(({ anchor, x: dx, y: dy, size }) => {
        const box = boxAt(anchor, x + dx, y + dy, textWidth(words, size, 0) * 1.06, size * LINE);
        const inside =
          box.left >= EDGE && box.top >= EDGE && box.right <= view.width - EDGE && box.bottom <= view.height - EDGE;
        return (
          inside &&
          over.every((o) => box.right <= o.left || o.right <= box.left || box.bottom <= o.top || o.bottom <= box.top)
        );
      });
    },

    // as the style takes them: offsets in em
    styled: (candidates) => candidates.flatMap(({ anchor, x, y, size }) => [anchor, [x / size, y / size]]),
  };
})();
