/* Watches: filters that this browser keeps under a name. The server counts what came in for
   each, whenever assets/live.js has heard of a change; what was looked at is kept here.

   A watch: its mark `id`, `name`, `query` (the filters, as in a link), `rule` (its threshold,
   as geodata/watches/rule.py writes it), `notify`, `since` (the import after which events are
   new), and what was told of it: `told` (its threshold was reached), `said` (new events). */
(() => {
  "use strict";
  const w = (window.watchline = window.watchline || {});
  const byId = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const query = () => location.search.replace(/^\?/, "");

  const KEPT = "watchline-watches";
  const MOST = 20; // as in dashboard/components/watches.py
  const NAME = 80;
  const LONGEST = 8000; // of a link, as in dashboard/state.py
  const NOT_YET = 1_000_000_000; // nothing is new before the server has said what is newest
  const GAP = 500; // ms between two questions
  const FILTERS_ONLY = ["event", "place", "tab", "map", "lanes", "boundaries"];

  // ---- what the browser keeps -------------------------------------------------------------

  let memory = { store: "", list: [] }; // where storage is switched off

  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  const counts = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);

  /* One watch of whatever stands in the storage; null for what is none. */
  function sound(one) {
    if (!one || typeof one !== "object") return null;
    if (typeof one.id !== "string" || !/^[a-z0-9]{1,40}$/.test(one.id)) return null;
    if (typeof one.query !== "string" || one.query.length > LONGEST) return null;
    return {
      id: one.id,
      name: text(one.name, NAME),
      query: one.query,
      rule: /^(more-\d{1,2}|least-\d{1,7}-\d{1,2})$/.test(one.rule) ? one.rule : "",
      notify: one.notify === true,
      since: counts(one.since),
      told: one.told === true,
      said: counts(one.said),
    };
  }

  function kept() {
    let found = null;
    try { found = JSON.parse(localStorage.getItem(KEPT)); } catch { /* nothing usable */ }
    if (!found || !Array.isArray(found.list)) return memory;
    const seen = new Set();
    const list = found.list.slice(0, MOST).map(sound)
      .filter((one) => one && !seen.has(one.id) && seen.add(one.id));
    return { store: text(found.store, 40), list };
  }

  /* Read, changed and written at once: another tab may have written meanwhile. */
  function keep(change) {
    const now = kept();
    change(now);
    memory = now;
    try { localStorage.setItem(KEPT, JSON.stringify(now)); } catch { /* kept in this page only */ }
  }

  const found = (id) => kept().list.find((one) => one.id === id);

  // ---- asking --------------------------------------------------------------------------------

  let newest = null; // what assets/live.js heard last: sequence, store, import, paused
  let asked = ""; // what was asked last, so that nothing is asked twice
  let askedAt = 0;
  let timer = 0;
  let number = 0;

  /* Twice a second at most. */
  function ask() {
    if (timer || !newest) return;
    timer = setTimeout(() => {
      timer = 0;
      askedAt = Date.now();
      const { store, list } = kept();
      number += 1;
      const watches = list.map(({ id, name, query: filters, rule, since }) => ({ id, name, query: filters, rule, since }));
      set("watch-ask", { data: { n: number, store, here: query(), watches } });
    }, Math.max(0, GAP - (Date.now() - askedAt)));
  }

  document.addEventListener("watchline:answered", ({ detail }) => {
    newest = detail;
    if (detail.paused || !kept().list.length) return;
    const state = [detail.sequence, query(), new Date().toISOString().slice(0, 10)].join(" ");
    if (state === asked) return;
    asked = state;
    ask();
  });

  addEventListener("storage", ({ key }) => { if (key === KEPT) ask(); });

  // ---- what the server says --------------------------------------------------------------------

  let last = null;

  function told(data) {
    if (!data) return;
    last = data;
    const now = kept();
    const other = now.store !== data.store;
    const speak = [];
    let changed = other;
    for (const one of now.list) {
      const said = data.watches[one.id];
      if (!said) continue;
      const before = JSON.stringify(one);
      // another store: its numbers of imports are others
      if (other || one.since > data.import) one.since = data.import;
      const reached = said.speaksUp && !one.told;
      const more = !one.rule && said.new > one.said;
      if (one.notify && (reached || more) && said.says) speak.push([one, said.says]);
      one.told = said.speaksUp;
      one.said = said.new;
      changed ||= JSON.stringify(one) !== before;
    }
    if (changed) keep((mine) => { Object.assign(mine, now, { store: data.store }); });
    if (document.hidden || !document.hasFocus()) speak.forEach(notify);
  }

  function notify([one, says]) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      // of one name there is one notification, also when several tabs are open
      const shown = new Notification(one.name || "Watchline", { body: says, tag: `watchline-${one.id}` });
      shown.onclick = () => {
        window.focus();
        document.querySelector(`a[data-watch="${CSS.escape(one.id)}"]`)?.click();
        shown.close();
      };
    } catch { /* some browsers of phones allow none from a page */ }
  }

  /* Looked at: what came in up to now is not new any more. */
  function looked(...these) {
    if (!last || !these.length) return;
    keep((mine) => {
      for (const one of mine.list) if (these.includes(one.id)) Object.assign(one, { since: last.import, said: 0 });
    });
    ask();
  }

  // ---- the dialog ----------------------------------------------------------------------------------

  let opener = "";

  function edit(watch) {
    set("watch-edit", { data: { ...watch, n: Date.now() } });
    set("watch-dialog", { opened: true });
  }

  function fresh() {
    const params = new URLSearchParams(location.search);
    for (const name of FILTERS_ONLY) params.delete(name);
    edit(kept().list.length < MOST ? { query: params.toString() } : { full: true });
  }

  const field = (form, name) => form.elements.namedItem(name);

  function ruleOf(form) {
    const kind = field(form, "rule").value;
    const days = field(form, "days").value;
    if (!kind) return "";
    return kind === "more" ? `more-${days}` : `least-${Math.trunc(Number(field(form, "least").value))}-${days}`;
  }

  function save(form) {
    // what is not shown is not asked for
    field(form, "least").disabled = field(form, "rule").value !== "least";
    if (!form.reportValidity()) return;
    const id = field(form, "watch").value;
    const said = {
      name: field(form, "name").value.trim().slice(0, NAME),
      query: field(form, "query").value,
      rule: ruleOf(form),
      notify: field(form, "notify").checked,
    };
    keep((mine) => {
      const before = mine.list.find((one) => one.id === id);
      // with another threshold it is told anew
      if (before) Object.assign(before, said, before.rule === said.rule ? {} : { told: false });
      else if (mine.list.length < MOST) {
        const mark = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
        if (!mine.list.length) mine.store = newest?.store || "";
        mine.list.push({ id: mark, since: newest?.import ?? NOT_YET, told: false, said: 0, ...said });
        opener = `watch:${mark}`;
      }
    });
    const fold = byId("watches").querySelector("details");
    if (fold) fold.open = true;
    set("watch-dialog", { opened: false });
    ask();
  }

  function remove(form) {
    const id = field(form, "watch").value;
    keep((mine) => { mine.list = mine.list.filter((one) => one.id !== id); });
    set("watch-dialog", { opened: false });
    ask();
  }

  /* The name goes along into the feed, as it stands in the form. */
  async function copy(button) {
    const address = new URL(button.dataset.address, location.origin + location.pathname);
    if (address.pathname.endsWith("/watch.atom")) {
      address.searchParams.set("name", field(button.closest("form"), "name").value.trim());
    }
    const said = byId("watch-said");
    try {
      await navigator.clipboard.writeText(address.href);
      said.textContent = "Copied";
    } catch {
      said.textContent = address.href;
    }
  }

  /* Asked for by a click only: browsers put the question to the person. */
  async function permit(box) {
    const said = byId("watch-notify-said");
    said.textContent = "";
    if (!box.checked) return;
    let answer = "none";
    if ("Notification" in window && window.isSecureContext) {
      answer = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
    }
    if (answer === "granted") return;
    box.checked = false;
    said.textContent = answer === "none"
      ? "This browser offers no notifications here; they need an address with https."
      : "This browser does not allow notifications of this page; its settings for the site say so.";
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name === "notify" && target.closest?.("#watch-form")) permit(target);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.dataset?.form !== "watch") return;
    event.preventDefault();
    save(event.target);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-watch]");
    if (link) looked(link.dataset.watch);
    // the list was loaded: a watch of the same filters has been looked at
    if (event.target.closest?.("#new-pill") && last) {
      looked(...Object.entries(last.watches).filter(([, said]) => said.here).map(([id]) => id));
    }
    const button = event.target.closest?.("[data-watch-act]");
    if (!button) return;
    const form = button.closest("form");
    const { watchAct: act, watchId: id } = button.dataset;
    if (act === "new" || act === "edit") opener = button.dataset.key;
    if (act === "new") fresh();
    if (act === "edit" && found(id)) edit(found(id));
    if (act === "cancel") set("watch-dialog", { opened: false });
    if (act === "delete") remove(form);
    if (act === "copy") copy(button);
  });

  // ---- what Dash calls --------------------------------------------------------------------------------

  /* The button may be gone, with its watch. */
  function focusAgain(tries) {
    const shown = opener && document.querySelector(`#watches [data-key="${CSS.escape(opener)}"]`);
    if (shown) shown.focus();
    else if (tries) setTimeout(focusAgain, 100, tries - 1);
    else byId("watches").querySelector("summary")?.focus();
  }

  const none = () => window.dash_clientside.no_update;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.watchlineWatches = {
    told(data) {
      told(data);
      return none();
    },

    /* Closing the dialog gives the focus back to what opened it. */
    opened(opened) {
      if (opened === false && opener) setTimeout(focusAgain, 50, 20);
      return none();
    },
  };
})();
