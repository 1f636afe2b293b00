"use strict";
// What the browser remembers of a reader's visits, under one name: which store, the number of
// the import after which events are new, the events that were seen, and when they were here.
watchline.visits = (() => {
  const STORED_VISITS = "watchline-visits"; // in the browser's storage
  const AWAY = 30 * 60_000; // ms; after that long, a reader comes back and it is another visit
  const WEEK = 7 * 86_400_000;
  const MOST_SEEN = 3000;
  const MOST_VISITS = 40;

  /** @type {Watchline.Visits | null} */
  let memory = null; // where storage is switched off

  /** @type {Watchline.Scripts["visits"]["parse"]} */
  function parse(text) {
    try {
      const visits = JSON.parse(text || "null");
      return Array.isArray(visits?.visits) && Array.isArray(visits.seen) ? visits : null;
    } catch {
      return null; // nothing usable is stored
    }
  }

  function stored() {
    let text = null;
    try { text = localStorage.getItem(STORED_VISITS); } catch { /* storage is switched off */ }
    return parse(text) || memory;
  }

  return {
    STORED_VISITS,
    parse,
    stored,

    update(change) {
      // read, changed and written at once: another tab may have written meanwhile
      const visits = change(stored() || { store: "", since: 0, visits: [], last: null, seen: [] });
      memory = { ...visits, seen: visits.seen.slice(-MOST_SEEN) };
      try { localStorage.setItem(STORED_VISITS, JSON.stringify(memory)); } catch { /* kept in this page only */ }
      return memory;
    },

    visited(before, { store, import: newest, now }, hidden) {
      const last = { import: newest, at: Date.parse(now) };
      if (before.store !== store || before.since > newest) {
        return { store, since: newest, visits: [], seen: [], last };
      }
      if (hidden) return before;
      if (!before.last || last.at - before.last.at <= AWAY) return { ...before, last };
      const visits = [...before.visits, before.last].slice(-MOST_VISITS);
      const old = visits.filter((visit) => last.at - visit.at > WEEK).pop();
      const since = Math.max(before.since, old?.import ?? 0);
      return { ...before, visits, since, last };
    },
  };
})();
