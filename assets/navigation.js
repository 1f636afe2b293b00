"use strict";
// The address is the state: links and history. Every view is a query string; a change of filter
// or selection is a history entry, moving the map only rewrites the present one. A link that
// says where the map looks moves it there, and going back moves it back.
(() => {
  const { byId, closest, setProps, noUpdate, query } = watchline.base;
  const TYPED_IN = ["search", "region-search", "actor-search"];

  let openEvent = ""; // its id
  let travelled = false; // the address was last changed by the buttons of the browser

  /** The style sheet shows the table, of which the panel's list is a part, or the map. */
  function showView() {
    const params = new URLSearchParams(location.search);
    const table = params.get("view") === "table";
    byId("page").dataset.view = table ? "table" : "map";
    const tab = params.get("tab") || (params.has("event") ? "detail" : "events");
    if (table && tab === "events") watchline.page.closePanel();
  }

  function show() {
    byId("notices").hidden = false;
    showView();
    openEvent = new URLSearchParams(location.search).get("event") || "";
    for (const row of document.querySelectorAll("#event-list a.event-row")) {
      if (row instanceof HTMLElement) row.classList.toggle("chosen", row.dataset.event === openEvent);
    }
    setProps("address", { data: query() });
    setProps("query", { data: query() });
  }

  /**
   * Spaces as %20, commas and colons plain: links stay readable in a report.
   * @param {URLSearchParams} params
   */
  function readable(params) {
    return [...params]
      .map(([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`)
      .join("&");
  }

  /** The map goes where the address says, unless it is there. */
  function followMap() {
    const view = watchline.mapViews.way(new URLSearchParams(location.search).get("map"), watchline.map.view());
    if (view) watchline.map.goTo(view);
    return view !== null;
  }

  /** @param {URLSearchParams} params */
  function visit(params) {
    const here = new URLSearchParams(location.search);
    const view = here.get("map");
    if (!params.has("map") && view !== null) params.set("map", view);
    const text = readable(params);
    if (text === readable(here)) return;
    watchline.focus.keepPlace();
    travelled = false;
    history.pushState(null, "", text ? `?${text}` : location.pathname);
    show();
    if (params.get("map") !== view && followMap()) watchline.page.showMap();
  }

  watchline.go = (changes) => {
    const params = new URLSearchParams(location.search);
    // another choice makes another table
    if (Object.keys(changes).some((name) => !["event", "tab", "time"].includes(name))) params.delete("page");
    // when one end of the last days is moved, the other stays where it is drawn
    const recent = watchline.dates.recent(params.get("from"));
    const ends = recent && (changes.from || changes.to) ? { from: recent[0], to: recent[1] } : {};
    for (const [name, value] of Object.entries({ ...ends, ...changes })) {
      params.delete(name);
      for (const item of Array.isArray(value) ? value : [value]) if (item) params.append(name, item);
    }
    visit(params);
    if (changes.event || changes.place) watchline.page.openPanel();
  };

  addEventListener("popstate", () => {
    travelled = true;
    watchline.focus.keepPlace();
    if (openEvent) watchline.focus.want(`e:${openEvent}`);
    show();
    followMap();
  });

  document.addEventListener("click", (event) => {
    const anchor = closest(event, 'a[href^="?"]', HTMLAnchorElement);
    if (!anchor || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    watchline.focus.want(anchor.dataset.key || "", Boolean(anchor.dataset.event));
    // of boxes, several may be ticked
    if (anchor.role !== "checkbox") anchor.closest("details.menu")?.removeAttribute("open");
    const { asked, view } = anchor.dataset;
    const drawn = asked === undefined || view === undefined ? null : { asked, view };
    const lists = (byId("page").dataset.lists || "").split(" ");
    visit(watchline.links.target(anchor.getAttribute("href") || "", drawn, location.search, lists));
    if (anchor.closest("#table-body")) setProps("dialog", { opened: false });
    // what the map shows is seen on the map
    const moves = new URLSearchParams(anchor.getAttribute("href") || "").has("map");
    if (!moves && (anchor.dataset.event || anchor.dataset.key?.startsWith("foot:"))) watchline.page.openPanel();
  });

  document.addEventListener("watchline:view", ({ detail }) => {
    const params = new URLSearchParams(location.search);
    params.set("map", watchline.mapViews.write(detail));
    history.replaceState(null, "", `?${readable(params)}`);
    setProps("map-view", { data: detail });
  });

  // ---- hovering a line of the list shows it on the map and in the timeline ------------------

  /** @type {HTMLElement | null} */
  let hovered = null;

  /** @param {Event} event */
  function hover(event) {
    const row = closest(event, "a[data-event]");
    if (row === hovered) return;
    hovered = row;
    watchline.map.highlight(row?.dataset.place || null);
    document.dispatchEvent(new CustomEvent("watchline:hover", { detail: { event: row?.dataset.event || null } }));
  }
  document.addEventListener("pointerover", hover);
  document.addEventListener("focusin", hover);

  // ---- what Dash calls -----------------------------------------------------------------------

  /** @param {Watchline.ClickData | null | undefined} data */
  const customdata = (data) => data?.points?.find((point) => point.customdata)?.customdata;

  /**
   * A hand-drawn ring has hundreds of points; an address needs few.
   * @param {LonLat[]} ring
   * @param {number} most
   */
  function thin(ring, most) {
    const step = Math.max(1, Math.ceil(ring.length / most));
    return ring.filter((_, i) => i % step === 0);
  }

  /**
   * @param {Watchline.SelectedData | null | undefined} data
   * @returns {LonLat[]}
   */
  function ringOf(data) {
    if (data?.lassoPoints?.map) return data.lassoPoints.map;
    if (!data?.range?.map) return [];
    const [[x0, y0], [x1, y1]] = data.range.map;
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  }

  /** @type {(name: string) => (data?: Watchline.ClickData | null) => symbol} */
  const bar = (name) => (data) => {
    const key = customdata(data);
    if (key) watchline.go({ [name]: /** @type {string[]} */ ([key].flat()) });
    return noUpdate();
  };

  /**
   * After every letter Dash puts the caret of a field back to where it stood a moment ago: on a
   * slow machine before the letters that were typed meanwhile. It stands right by itself.
   * @param {HTMLElement} field
   */
  function leaveCaret(field) {
    Object.defineProperty(field, "setSelectionRange", { value() {} });
  }

  window.dash_clientside.watchline = {
    boot() {
      for (const id of TYPED_IN) leaveCaret(byId(id));
      showView();
      watchline.focus.follow(byId("page"));
      watchline.eventTable.follow();
      openEvent = new URLSearchParams(location.search).get("event") || "";
      return [query(), query(), watchline.live.start(), watchline.page.firstScreen(), watchline.page.theme()];
    },

    search(text) {
      // also called when the address fills the field: only what a person types is a choice
      if (text === undefined || document.activeElement !== byId("search")) return noUpdate();
      const q = (text || "").trim();
      if (q !== (new URLSearchParams(location.search).get("q") || "")) watchline.go({ q });
      return noUpdate();
    },

    // what a person is typing stays, whatever the address has become meanwhile
    fillSearch() {
      if (document.activeElement === byId("search") && !travelled) return noUpdate();
      return new URLSearchParams(location.search).get("q") || "";
    },

    dates(range) {
      const [from, to] = range || [null, null];
      if (from && !to) return noUpdate();
      const params = new URLSearchParams(location.search);
      const recent = watchline.dates.recent(params.get("from"));
      if (recent && from === recent[0] && to === recent[1]) return noUpdate();
      // a date that cannot be read is left in the address, beside the notice about it
      const [oldFrom, oldTo] = ["from", "to"].map((name) => params.get(name) || "")
        .map((date) => (Number.isNaN(Date.parse(date)) ? "" : date));
      if ((from || "") !== oldFrom || (to || "") !== oldTo) watchline.go({ from, to });
      return noUpdate();
    },

    dialog: (opened) => {
      if (!opened) watchline.page.focusOpener();
      return noUpdate();
    },

    clicked(data) {
      const row = watchline.map.row(customdata(data));
      if (!row) return noUpdate();
      if (row.event_id) watchline.go({ event: row.event_id, tab: null });
      else if (row.key) watchline.go({ place: row.key, event: null, tab: null });
      else if (row.box.length) watchline.map.fit(row.box);
      return noUpdate();
    },

    area(data) {
      const ring = ringOf(data);
      if (ring.length < 3) return noUpdate();
      watchline.page.lasso(false);
      const area = thin(ring, 40).map(([lon, lat]) => `${lon.toFixed(4)} ${lat.toFixed(4)}`).join(",");
      watchline.go({ area, place: null });
      return noUpdate();
    },

    actorBar: bar("actor"),
    regionBar: bar("region"),

    // a pair beside the actors that are asked for already, or a name alone
    pair(data) {
      const actors = customdata(data);
      if (Array.isArray(actors) && actors.length) watchline.go({ actor: actors.map(String), match: actors.length > 1 ? "all" : null });
      return noUpdate();
    },
  };
})();
