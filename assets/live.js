/* Live updates: a stream says that the data changed, the page asks again with its own filters.
   The map and the list stay where they are; what is new is marked until this reader has seen it.

   What is kept in the browser, under one name: which store, the number of the import after
   which events are new, the events that were seen, and when this reader was here. */
(() => {
  "use strict";
  const w = (window.watchline = window.watchline || {});
  const byId = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const query = () => location.search.replace(/^\?/, "");

  const KEPT = "watchline-visits";
  const SILENCE = 40_000; // ms; the server speaks every 15 s, so by then nothing comes through
  const GRACE = 30_000; // ms of trying again before the data count as stale
  const AWAY = 30 * 60_000; // ms; after that long, a reader comes back and it is another visit
  const WEEK = 7 * 86_400_000;
  const MOST_SEEN = 3000;
  const MOST_VISITS = 40;
  const ASK_EVERY = 60_000;
  const DWELL = 1200; // ms in view, then a line counts as seen
  const FADE = 20_000; // ms that its mark stays afterwards, paler

  // ---- what the browser keeps --------------------------------------------------------------

  let memory = null; // where storage is switched off

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEPT));
      if (found && Array.isArray(found.visits) && Array.isArray(found.seen)) return found;
    } catch { /* nothing usable is kept */ }
    return memory;
  }

  /* Read, changed and written at once: another tab may have written meanwhile. */
  function keep(change) {
    const now = { store: "", since: 0, visits: [], last: null, seen: [], ...kept() };
    change(now);
    now.seen = now.seen.slice(-MOST_SEEN);
    memory = now;
    try { localStorage.setItem(KEPT, JSON.stringify(now)); } catch { /* kept in this page only */ }
  }

  // ---- the stream ----------------------------------------------------------------------------

  let sequence = ""; // the newest that was heard
  let shown = ""; // that of the data on the page; "?" when some answer may have been lost
  let counted = ""; // that for which only the numbers were asked
  let started = false;
  let connected = false;
  let heardAt = Date.now();
  let lostAt = Date.now();
  let source = null;
  let tries = 0;
  let retry = 0;
  let leads = false; // this tab holds the stream for all tabs of this browser
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("watchline-live") : null;

  function open() {
    clearTimeout(retry);
    source?.close();
    source = new EventSource("/live");
    source.onmessage = ({ data }) => {
      tries = 0;
      heard(data);
      channel?.postMessage({ heard: data });
    };
    source.onerror = () => {
      lost();
      channel?.postMessage({ lost: true });
      // the browser tries again by itself, unless it was sent away
      if (source.readyState === EventSource.CLOSED) later();
    };
  }

  function later() {
    clearTimeout(retry);
    tries += 1;
    retry = setTimeout(open, Math.min(60_000, 1000 * 2 ** tries) * (0.5 + Math.random()));
  }

  /* Browsers open six connections to a server and no more, so that six tabs with a stream each
     would leave none for data: one tab listens and tells the others. Without locks, which
     browsers offer over HTTPS and on one's own machine, only the tabs in view listen. */
  function listen() {
    if (channel && navigator.locks) {
      channel.onmessage = ({ data }) => {
        if (data.heard && !leads) heard(data.heard);
        if (data.lost && !leads) lost();
        if (data.hello && leads && connected) channel.postMessage({ heard: sequence });
      };
      channel.postMessage({ hello: true });
      navigator.locks.request("watchline-live", () => {
        leads = true;
        open();
        return new Promise(() => {}); // until the tab is closed
      }).catch(open);
      return;
    }
    const follow = () => {
      if (document.hidden) { source?.close(); lost(); } else open();
    };
    document.addEventListener("visibilitychange", follow);
    follow();
  }

  function heard(now) {
    const back = !connected;
    connected = true;
    heardAt = Date.now();
    sequence = now;
    // what was asked for meanwhile may not have been answered
    if (back && started && shown) shown = "?";
    consider();
    badge();
  }

  function lost() {
    if (connected) lostAt = Date.now();
    connected = false;
    badge();
  }

  /* Whether the network goes or comes: try again. A server on this machine is there anyway. */
  for (const name of ["offline", "online"]) {
    addEventListener(name, () => {
      lost();
      if (leads) channel?.postMessage({ lost: true });
      if (leads || source) open();
    });
  }

  // ---- asking again ----------------------------------------------------------------------------

  let paused = false;
  let held = false; // a button of the mouse is down: something may be dragged
  let asked = 0;
  let answeredAt = 0;
  let check = 0;

  function consider() {
    if (!started || !connected || !shown || shown === sequence) return;
    if (paused || document.hidden) {
      if (counted !== sequence) { counted = sequence; ask(); }
      return;
    }
    if (held) return; // asked again when it is let go
    refetch();
  }

  function refetch() {
    const from = Date.now();
    shown = counted = sequence;
    set("query", { data: query() });
    clearTimeout(check);
    check = setTimeout(() => {
      if (answeredAt < from && connected) { shown = "?"; consider(); }
    }, 15_000);
  }

  function question() {
    const { store = "", since = 0 } = kept() || {};
    asked += 1;
    return { store, since, n: asked };
  }

  function ask() {
    set("live-ask", { data: question() });
  }

  addEventListener("pointerdown", () => { held = true; }, true);
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    addEventListener(name, () => { held = false; setTimeout(consider, 50); }, true);
  }

  /* The list stays as it stands until somebody wants it anew. */
  function loadLists() {
    set("more-cursor", { data: null });
    set("changes-cursor", { data: null });
    refetch();
  }

  // ---- what the server answers -----------------------------------------------------------------

  let told = null;
  let clock = 0; // the server's clock less ours, ms
  let unseen = new Set();
  let more = 0; // new events that are too many to be named
  const paling = new Map(); // seen a moment ago

  function answer(data) {
    if (!data) return;
    answeredAt = Date.now();
    clock = Date.parse(data.now) - answeredAt;
    const first = !told;
    told = data;
    if (!shown) shown = data.sequence;
    visit(data);
    if (own) {
      own = false;
      keep((mine) => { mine.since = data.import; mine.seen = []; });
      ask();
      return;
    }
    count();
    if (!first && !document.hidden && data.search === query()) flash(data.places);
    consider();
    badge();
    tellOthers(data);
  }

  /* For what else of the page counts: assets/watches.js. */
  function tellOthers({ sequence: now, store, import: newest }) {
    document.dispatchEvent(new CustomEvent("watchline:answered", { detail: { sequence: now, store, import: newest, paused } }));
  }

  /* When a reader was here last, and since which import events are new to them: for a week, as
     long as they have not been seen. */
  function visit(data) {
    const now = Date.parse(data.now);
    const before = kept();
    if (!data.store) return;
    if (before?.store !== data.store || before.since > data.import) {
      keep((mine) => Object.assign(mine, {
        store: data.store, since: data.import, visits: [], seen: [], last: { import: data.import, at: now },
      }));
    } else if (!document.hidden) {
      keep((mine) => {
        if (mine.last && now - mine.last.at > AWAY) {
          mine.visits = [...mine.visits, mine.last].slice(-MOST_VISITS);
          const old = mine.visits.filter((one) => now - one.at > WEEK).pop();
          if (old) mine.since = Math.max(mine.since, old.import);
        }
        mine.last = { import: data.import, at: now };
      });
    }
    if (before?.store !== data.store || kept().since !== data.since) ask();
  }

  function count() {
    const seen = new Set(kept()?.seen);
    unseen = new Set((told?.ids || []).filter((id) => !seen.has(id)));
    more = (told?.total || 0) - (told?.ids.length || 0);
    mark();
    say();
  }

  const total = () => unseen.size + more;
  const inWords = (number) => (number > 999 ? "999+" : String(number));

  function say() {
    const number = total();
    const title = number ? `(${inWords(number)}) Watchline` : "Watchline";
    if (document.title !== title) document.title = title;
    const visits = kept()?.visits || [];
    for (const button of document.querySelectorAll(".since-visit")) hide(button, !visits.length);
    hide(byId("all-seen"), !number);
    pill();
    badge();
  }

  /* An attribute that is set anew is a change too, and would be looked at again. */
  const hide = (element, hidden) => { if (element.hidden !== hidden) element.hidden = hidden; };

  function pill() {
    const button = byId("new-pill");
    const list = byId("events").hidden ? (byId("changes").hidden ? null : told?.changes) : told?.events;
    const text = list && !paused ? told.search === query() && pillWords(list) : "";
    hide(button, !text);
    if (button.textContent !== (text || "")) button.textContent = text || "";
  }

  function pillWords({ new: added, changed, other }) {
    const parts = [];
    if (added) parts.push(`${added.toLocaleString("en")} new`);
    if (changed) parts.push(`${changed.toLocaleString("en")} changed`);
    if (!parts.length && other) return "The list has changed";
    return parts.join(" · ");
  }

  // ---- lines of the list ---------------------------------------------------------------------

  const dwell = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(dwell.get(target));
      dwell.delete(target);
      if (isIntersecting && unseen.has(target.dataset.event)) dwell.set(target, setTimeout(look, DWELL, target));
    }
  }, { threshold: 0.6 });
  let watched = new Set();

  function look(row) {
    dwell.delete(row);
    if (!row.isConnected) return;
    if (document.hidden || document.querySelector('[role="dialog"]')) dwell.set(row, setTimeout(look, DWELL, row));
    else saw(row.dataset.event);
  }

  function saw(id) {
    if (!unseen.has(id)) return;
    keep((mine) => { mine.seen.push(id); });
    paling.set(id, setTimeout(() => { paling.delete(id); mark(); }, FADE));
    count();
  }

  function mark() {
    const rows = new Set(document.querySelectorAll("#event-list a.event-row"));
    for (const row of rows) {
      const id = row.dataset.event;
      const state = unseen.has(id) ? "new" : paling.has(id) ? "seen" : "";
      const word = row.querySelector(".new-word");
      if (word && word.textContent !== (state && "New")) word.textContent = state && "New";
      if (word && word.dataset.state !== state) word.dataset.state = state;
      if (state === "new" && !watched.has(row)) watcher.observe(row);
      if (state !== "new" && watched.has(row)) watcher.unobserve(row);
    }
    for (const row of watched) if (!rows.has(row)) watcher.unobserve(row);
    watched = new Set([...rows].filter((row) => unseen.has(row.dataset.event)));
  }

  function opened() {
    const id = new URLSearchParams(location.search).get("event");
    if (id) saw(id);
  }

  // ---- the map -----------------------------------------------------------------------------------

  /* The marks are drawn a moment after the answer; a new place has none before. */
  function flash(places, at = 0) {
    const waits = [500, 1200, 2500];
    if (!places.length || at >= waits.length) return;
    setTimeout(() => flash(w.map?.flash(places) || [], at + 1), waits[at]);
  }

  // ---- the badge -----------------------------------------------------------------------------------

  const pad = (number) => String(number).padStart(2, "0");
  const clockTime = (ms) => {
    const at = new Date(ms);
    const day = at.toDateString() === new Date().toDateString() ? "" : `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, `;
    return `${day}${pad(at.getHours())}:${pad(at.getMinutes())}`;
  };
  const utc = (ms) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

  function age(ms) {
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 1) return "just now";
    if (minutes < 60) return `${minutes} min ago`;
    if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
    return `${Math.floor(minutes / 1440)} days ago`;
  }

  /* State, words, and what more there is to say. */
  function stands() {
    const feeds = told?.feeds;
    const now = Date.now();
    const number = total();
    if (paused) return ["paused", `Paused${number ? ` · ${inWords(number)} new` : ""}`, "The page stays as it is until live updates go on."];
    if (!connected && told) {
      if (now - lostAt < GRACE) return ["waiting", "Reconnecting…", "The server cannot be reached; the page tries again by itself."];
      return ["stale", `Stale since ${clockTime(heardAt)}`, `Nothing has come from the server since ${utc(heardAt + clock)}; the page tries again by itself.`];
    }
    if (!feeds) return ["", "", ""];
    const read = Date.parse(feeds.read);
    const some = feeds.failing ? ` ${feeds.failing} of ${feeds.count} feeds failed at the last attempt.` : "";
    if (!feeds.read) return ["stale", feeds.late ? "Feeds not read yet" : "Reading feeds…", `No feed has been read yet.${some}`];
    if (feeds.late) return ["stale", `Stale since ${clockTime(read - clock)}`, `No feed has been read since ${utc(read)}.${some}`];
    return [feeds.failing ? "partly" : "live", `Live · ${age(now + clock - read)}${feeds.failing ? ` · ${feeds.failing} failing` : ""}`, `A feed was last read at ${utc(read)}.${some}`];
  }

  function badge() {
    const button = byId("status-button");
    if (!button) return;
    const [state, words, title] = stands();
    const place = byId("live-words");
    if (button.dataset.live !== state) button.dataset.live = state;
    if (place.textContent !== words) place.textContent = words;
    const hint = `${title} Data sets, their licences and their age`.trim();
    if (button.title !== hint) button.title = hint;
    hide(byId("live-pause"), !told?.feeds);
  }

  // ---- buttons ---------------------------------------------------------------------------------------

  function pause(on) {
    paused = on;
    const button = byId("live-pause");
    const name = on ? "Go on with live updates" : "Pause live updates";
    button.setAttribute("aria-pressed", String(on));
    button.title = name;
    button.querySelector(".unseen").textContent = name;
    if (!on) consider();
    say();
    if (told) tellOthers(told);
  }

  function allSeen() {
    keep((mine) => { mine.since = told.import; mine.seen = []; });
    ask();
  }

  function sinceVisit() {
    const last = (kept()?.visits || []).at(-1);
    if (!last) return;
    // by the minute: rather a moment too much than anything missed
    w.go({ added: `${new Date(last.at).toISOString().slice(0, 16)}Z`, place: null });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.id === "new-pill") {
      loadLists();
      const body = document.querySelector(".panel-body");
      body.scrollTop = 0;
      byId("events").scrollIntoView({ block: "nearest" });
      body.focus({ preventScroll: true });
    }
    if (button?.id === "live-pause") pause(!paused);
    if (button?.id === "all-seen") allSeen();
    if (button?.classList.contains("since-visit")) sinceVisit();
  });

  // ---- from time to time -------------------------------------------------------------------------------

  const today = () => new Date().toISOString().slice(0, 10);
  let day = today();
  let askedAt = Date.now();

  function tick() {
    const now = Date.now();
    if (connected && now - heardAt > SILENCE) lost();
    // a tab whose leader has fallen silent listens for itself
    if (!connected && now - Math.max(heardAt, lostAt) > SILENCE && (!source || source.readyState !== EventSource.CONNECTING)) {
      lostAt = now - GRACE;
      if (!document.hidden || leads) open();
    }
    if (day !== today()) {
      day = today();
      // the last days are others now; not all pages at the same moment
      setTimeout(() => { set("address", { data: query() }); set("query", { data: query() }); }, Math.random() * 10_000);
    }
    if (connected && !document.hidden && now - askedAt > ASK_EVERY) { askedAt = now; ask(); }
    badge();
  }
  setInterval(tick, 5000);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !started) return;
    ask();
    consider();
  });
  addEventListener("storage", ({ key }) => { if (key === KEPT && told) { count(); if (kept()?.since !== told.since) ask(); } });

  // ---- what the page calls --------------------------------------------------------------------------------

  let own = false;

  w.live = {
    /* The page has its address and asks for the first time; what it then says of itself. */
    start() {
      started = true;
      shown = sequence;
      new MutationObserver(() => { mark(); pill(); }).observe(byId("panel"), {
        childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"],
      });
      return question();
    },
    /* A person has changed the data here: everything is to show it, lists as well. */
    refresh({ own: mine = false } = {}) {
      own = own || mine;
      loadLists();
    },
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.watchlineLive = {
    answer(data) {
      answer(data);
      opened();
      return window.dash_clientside.no_update;
    },
  };

  listen();
})();
