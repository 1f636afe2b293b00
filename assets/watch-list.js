"use strict";
// The watches that this browser keeps: filters under a name, and what was said of each.
watchline.watchList = (() => {
  const STORED_WATCHES = "watchline-watches"; // in the browser's storage
  const MOST = 20; // as in dashboard/components/watches.py
  const NAME = 80;
  const LONGEST = 8000; // of a link, as in dashboard/state.py

  /** @type {Watchline.WatchStore} */
  let memory = { store: "", list: [] }; // where storage is switched off

  /**
   * @param {unknown} value
   * @param {number} most
   */
  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  /** @param {unknown} value */
  const whole = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0);

  /**
   * One watch of whatever stands in the storage; none of what is none.
   * @param {Partial<Watchline.Watch> | null} item
   * @returns {Watchline.Watch[]}
   */
  function watchesOf(item) {
    if (!item || typeof item !== "object") return [];
    const { id, query, rule } = item;
    if (typeof id !== "string" || !/^[a-z0-9]{1,40}$/.test(id)) return [];
    if (typeof query !== "string" || query.length > LONGEST) return [];
    return [{
      id,
      name: text(item.name, NAME),
      query,
      rule: typeof rule === "string" && /^(more-\d{1,2}|least-\d{1,7}-\d{1,2})$/.test(rule) ? rule : "",
      notify: item.notify === true,
      since: whole(item.since),
      told: item.told === true,
      said: whole(item.said),
      shared: item.shared === true,
    }];
  }

  /** @type {Watchline.WatchList["own"]} */
  const own = (list) => list.filter((watch) => !watch.shared);

  /** @type {Watchline.WatchList["parse"]} */
  function parse(json) {
    let value = null;
    try { value = JSON.parse(json || "null"); } catch { /* nothing usable is stored */ }
    if (!Array.isArray(value?.list)) return null;
    const watches = value.list.slice(0, 2 * MOST).flatMap(watchesOf);
    /** @type {Map<string, Watchline.Watch>} */
    const byId = new Map();
    for (const watch of watches) if (!byId.has(watch.id)) byId.set(watch.id, watch);
    const list = [...byId.values()];
    const shared = list.filter((watch) => watch.shared);
    return { store: text(value.store, 40), list: [...shared, ...own(list).slice(0, MOST)] };
  }

  function stored() {
    let json = null;
    try { json = localStorage.getItem(STORED_WATCHES); } catch { /* storage is switched off */ }
    return parse(json) || memory;
  }

  return {
    STORED_WATCHES,
    MOST,
    NAME,
    own,
    parse,
    stored,

    adopted(before, shared, since) {
      const known = new Map(before.list.map((watch) => [watch.id, watch]));
      const list = shared.map((watch) => ({
        since, notify: false, told: false, said: 0, ...known.get(watch.id), ...watch, shared: true,
      }));
      return { store: before.list.length ? before.store : "", list: [...list, ...own(before.list)] };
    },

    update(change) {
      // read, changed and written at once: another tab may have written meanwhile
      const watches = stored();
      change(watches);
      memory = watches;
      try { localStorage.setItem(STORED_WATCHES, JSON.stringify(watches)); } catch { /* kept in this page only */ }
    },

    counted(before, answer) {
      const other = before.store !== answer.store;
      /** @type {{ watch: Watchline.Watch, says: string }[]} */
      const notices = [];
      const list = before.list.map((watch) => {
        const count = answer.watches[watch.id];
        if (!count) return watch;
        const reached = count.speaksUp && !watch.told;
        const more = !watch.rule && count.new > watch.said;
        if (watch.notify && (reached || more) && count.says) notices.push({ watch, says: count.says });
        // another store: its numbers of imports are others
        const since = other || watch.since > answer.import ? answer.import : watch.since;
        return { ...watch, since, told: count.speaksUp, said: count.new };
      });
      return { watches: { store: answer.store, list }, notices };
    },
  };
})();
