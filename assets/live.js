"use strict";
// Live updates: a stream says that the data changed, the page asks again with its own filters.
// The map and the list stay where they are; what is new is marked until this reader has seen it.
watchline.live = (() => {
  const ASK_EVERY = 60_000; // ms
  const CHECK_AFTER = 15_000; // ms; an answer that has not come by then is lost
  const TICK = 5000; // ms
  const TITLE = document.title; // as the server gives it
  const FLASH_AFTER = [500, 1200, 2500]; // ms: marks are drawn a moment after the answer

  const { byId, findById, closest, setProps, noUpdate, query } = watchline.base;
  const { visits, stream, liveWords, liveRows } = watchline;
  const { connection } = stream;

  const SHOWS_LOST = "?"; // some answer may have been lost

  let started = false;
  let shown = ""; // the sequence of the data on the page
  let counted = ""; // that for which only the numbers were asked
  let paused = false;
  let dragging = false; // a button of the mouse is down
  let ownImport = false; // what a person brings in is not news to them
  let asked = 0;
  let answeredAt = 0;
  let check = 0;
  /** @type {Watchline.LiveAnswer | null} */
  let latest = null;
  let clock = 0; // the server's clock less ours, ms
  let unseen = 0; // new events, also those too many to be named

  // ---- asking again ----------------------------------------------------------------------------

  function question() {
    const { store = "", since = 0 } = visits.stored() || {};
    asked += 1;
    return { store, since, n: asked };
  }

  const ask = () => setProps("live-ask", { data: question() });

  function considerRefetch() {
    const { connected, sequence } = connection;
    if (!started || !connected || !shown || shown === sequence) return;
    if (paused || document.hidden) {
      if (counted !== sequence) { counted = sequence; ask(); }
      return;
    }
    if (!dragging) refetch(); // else when it is let go
  }

  function refetch() {
    const from = Date.now();
    shown = counted = connection.sequence;
    setProps("query", { data: query() });
    clearTimeout(check);
    check = setTimeout(() => {
      if (answeredAt < from && connection.connected) { shown = SHOWS_LOST; considerRefetch(); }
    }, CHECK_AFTER);
  }

  /** The list stays as it stands until somebody wants it anew. */
  function loadLists() {
    setProps("more-cursor", { data: null });
    setProps("changes-cursor", { data: null });
    refetch();
  }

  addEventListener("pointerdown", () => { dragging = true; }, true);
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    addEventListener(name, () => { dragging = false; setTimeout(considerRefetch, 50); }, true);
  }

  // ---- what the server answers -----------------------------------------------------------------

  /** @param {Watchline.LiveAnswer} answer */
  function take(answer) {
    answeredAt = Date.now();
    clock = Date.parse(answer.now) - answeredAt;
    const first = !latest;
    latest = answer;
    if (!shown) shown = answer.sequence;
    rememberVisit(answer);
    if (ownImport) {
      ownImport = false;
      markAllSeen();
      return;
    }
    showUnseen();
    if (!first && !document.hidden && answer.search === query()) flash(answer.places);
    considerRefetch();
    tellOthers();
  }

  /**
   * When a reader was here last, and since which import events are new to them.
   * @param {Watchline.LiveAnswer} answer
   */
  function rememberVisit(answer) {
    if (!answer.store) return;
    const other = visits.stored()?.store !== answer.store;
    const now = visits.update((before) => visits.visited(before, answer, document.hidden));
    if (other || now.since !== answer.since) ask();
  }

  /** For what else of the page counts: watches.js. */
  function tellOthers() {
    if (!latest) return;
    const { sequence, store, import: newest } = latest;
    document.dispatchEvent(new CustomEvent("watchline:answered", { detail: { sequence, store, import: newest, paused } }));
  }

  /**
   * A new place has no mark at first.
   * @param {string[]} places
   */
  function flash(places, attempt = 0) {
    if (!places.length || attempt >= FLASH_AFTER.length) return;
    setTimeout(() => flash(watchline.map.flash(places), attempt + 1), FLASH_AFTER[attempt]);
  }

  // ---- what the page shows of it ---------------------------------------------------------------

  function showUnseen() {
    const seen = new Set(visits.stored()?.seen);
    const ids = latest?.ids || [];
    const unseenIds = new Set(ids.filter((id) => !seen.has(id)));
    unseen = unseenIds.size + (latest?.total || 0) - ids.length;
    liveRows.show(unseenIds, (id) => {
      visits.update((before) => ({ ...before, seen: [...before.seen, id] }));
      showUnseen();
    });
    showNumbers();
  }

  /**
   * An attribute that is set anew is a change too, and would be looked at again.
   * @param {HTMLElement} element
   * @param {boolean} hidden
   */
  function hide(element, hidden) {
    if (element.hidden !== hidden) element.hidden = hidden;
  }

  function showNumbers() {
    const title = unseen ? `(${liveWords.count(unseen)}) ${TITLE}` : TITLE;
    if (document.title !== title) document.title = title;
    const first = !visits.stored()?.visits.length;
    for (const button of document.querySelectorAll(".since-visit")) if (button instanceof HTMLElement) hide(button, first);
    hide(byId("all-seen"), !unseen);
    showPill();
    showBadge();
  }

  function showPill() {
    const button = byId("new-pill");
    const list = byId("events").hidden ? (byId("changes").hidden ? null : latest?.changes) : latest?.events;
    const text = list && !paused && latest?.search === query() ? liveWords.pill(list) : "";
    hide(button, !text);
    if (button.textContent !== text) button.textContent = text;
  }

  function showBadge() {
    const button = findById("status-button");
    if (!button) return;
    const feeds = latest?.feeds ?? null;
    const { state, words, title } = liveWords.badge({
      paused, unseen, answered: Boolean(latest), connection, feeds, now: Date.now(), clock,
    });
    const place = byId("live-words");
    if (button.dataset.live !== state) button.dataset.live = state;
    if (place.textContent !== words) place.textContent = words;
    const hint = `${title} Data sets, their licences and their age`.trim();
    if (button.title !== hint) button.title = hint;
    hide(byId("live-pause"), !feeds);
  }

  // ---- buttons ---------------------------------------------------------------------------------

  function togglePause() {
    paused = !paused;
    const button = byId("live-pause");
    const name = paused ? "Go on with live updates" : "Pause live updates";
    button.setAttribute("aria-pressed", String(paused));
    button.title = name;
    const label = button.querySelector(".unseen");
    if (label) label.textContent = name;
    if (!paused) considerRefetch();
    showNumbers();
    tellOthers();
  }

  function markAllSeen() {
    if (latest) visits.update((before) => ({ ...before, since: latest?.import ?? before.since, seen: [] }));
    ask();
  }

  function goSinceVisit() {
    const last = visits.stored()?.visits.at(-1);
    if (!last) return;
    // by the minute: rather a moment too much than anything missed
    watchline.go({ added: `${new Date(last.at).toISOString().slice(0, 16)}Z`, place: null });
  }

  function showNew() {
    loadLists();
    const body = /** @type {HTMLElement | null} */ (document.querySelector(".panel-body"));
    if (body) body.scrollTop = 0;
    byId("events").scrollIntoView({ block: "nearest" });
    body?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = closest(event, "button");
    if (button?.id === "new-pill") showNew();
    if (button?.id === "live-pause") togglePause();
    if (button?.id === "all-seen") markAllSeen();
    if (button?.classList.contains("since-visit")) goSinceVisit();
  });

  // ---- from time to time -----------------------------------------------------------------------

  const today = () => new Date().toISOString().slice(0, 10);
  let day = today();
  let askedAt = Date.now();

  function tick() {
    const now = Date.now();
    stream.check(now);
    if (day !== today()) {
      day = today();
      // the last days are others now; not all pages at the same moment
      setTimeout(() => { setProps("address", { data: query() }); setProps("query", { data: query() }); }, Math.random() * 10_000);
    }
    if (connection.connected && !document.hidden && now - askedAt > ASK_EVERY) { askedAt = now; ask(); }
    showBadge();
  }
  setInterval(tick, TICK);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !started) return;
    ask();
    considerRefetch();
  });
  addEventListener("storage", ({ key }) => {
    if (key !== visits.STORED_VISITS || !latest) return;
    showUnseen();
    if (visits.stored()?.since !== latest.since) ask();
  });

  window.dash_clientside.watchlineLive = {
    answer(data) {
      if (data) take(data);
      const open = new URLSearchParams(location.search).get("event");
      if (open) liveRows.see(open);
      return noUpdate();
    },
  };

  stream.listen({
    heard(again) {
      // what was asked for meanwhile may not have been answered
      if (again && started && shown) shown = SHOWS_LOST;
      considerRefetch();
      showBadge();
    },
    lost: showBadge,
  });

  return {
    start() {
      started = true;
      shown = connection.sequence;
      new MutationObserver(() => { liveRows.mark(); showPill(); }).observe(byId("panel"), {
        childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"],
      });
      return question();
    },

    refresh({ own }) {
      ownImport ||= own;
      loadLists();
    },
  };
})();
