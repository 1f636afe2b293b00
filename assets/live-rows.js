"use strict";
// The word "New" beside lines of the list, until this reader has had them in view.
watchline.liveRows = (() => {
  const DWELL = 1200; // ms in view, then a line counts as seen
  const FADE = 20_000; // ms that its mark stays afterwards, paler

  /** @type {Set<string>} */
  let unseen = new Set();
  /** @type {Map<string, number>} */
  const paling = new Map(); // seen a moment ago
  /** @type {Map<HTMLElement, number>} */
  const dwelling = new Map();
  /** @type {Set<HTMLElement>} */
  let watched = new Set();
  let onSeen = /** @type {(event: string) => void} */ (() => {});

  /** @param {HTMLElement} row */
  const eventOf = (row) => row.dataset.event || "";

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = watchline.base.ofKind(target);
      if (!row) continue;
      clearTimeout(dwelling.get(row));
      dwelling.delete(row);
      if (isIntersecting && unseen.has(eventOf(row))) dwelling.set(row, setTimeout(look, DWELL, row));
    }
  }, { threshold: 0.6 });

  /** @param {HTMLElement} row */
  function look(row) {
    dwelling.delete(row);
    if (!row.isConnected) return;
    const away = document.hidden || document.querySelector('[role="dialog"]');
    if (away) dwelling.set(row, setTimeout(look, DWELL, row));
    else watchline.liveRows.see(eventOf(row));
  }

  function mark() {
    const found = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#event-list a.event-row"));
    const rows = new Set(found);
    for (const row of rows) {
      const id = eventOf(row);
      const state = unseen.has(id) ? "new" : paling.has(id) ? "seen" : "";
      const word = /** @type {HTMLElement | null} */ (row.querySelector(".new-word"));
      if (word && word.textContent !== (state && "New")) word.textContent = state && "New";
      if (word && word.dataset.state !== state) word.dataset.state = state;
      if (state === "new" && !watched.has(row)) watcher.observe(row);
      if (state !== "new" && watched.has(row)) watcher.unobserve(row);
    }
    for (const row of watched) if (!rows.has(row)) watcher.unobserve(row);
    watched = new Set([...rows].filter((row) => unseen.has(eventOf(row))));
  }

  return {
    mark,

    show(ids, seen) {
      unseen = ids;
      onSeen = seen;
      mark();
    },

    see(id) {
      if (!unseen.has(id)) return;
      paling.set(id, setTimeout(() => { paling.delete(id); mark(); }, FADE));
      onSeen(id);
    },
  };
})();
