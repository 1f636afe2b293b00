/* The address is the state: links, history, keyboard, drawers and theme.
   Every view is a query string; a change of filter or selection is a history entry,
   moving the map only rewrites the present one. */
(() => {
  "use strict";
  const w = (window.watchline = window.watchline || {});
  const byId = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const query = () => location.search.replace(/^\?/, "");

  // ---- state -----------------------------------------------------------------------------

  let stoodOn = ""; // the event that is open

  function show() {
    byId("notices").hidden = false;
    const open = new URLSearchParams(location.search).get("event");
    for (const row of document.querySelectorAll("#event-list a.event-row")) {
      row.classList.toggle("chosen", row.dataset.event === open);
    }
    stoodOn = open || "";
    set("address", { data: query() });
    set("query", { data: query() });
  }

  function visit(search, replace) {
    const params = new URLSearchParams(search);
    const here = new URLSearchParams(location.search);
    if (!params.has("map") && here.has("map")) params.set("map", here.get("map"));
    const text = readable(params);
    const unchanged = text === readable(here);
    if (unchanged) return;
    keepPlace();
    history[replace ? "replaceState" : "pushState"](null, "", text ? `?${text}` : location.pathname);
    show();
  }

  /* Spaces as %20, commas and colons plain: links stay readable in a report. */
  function readable(params) {
    return [...params]
      .map(([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`)
      .join("&");
  }

  /* The first and the last day of "-7d" or "-12m", as geodata/filters.py counts them. */
  w.recent = (text) => {
    const found = /^-([1-9]\d{0,3})([dm])$/.exec(text || "");
    if (!found) return null;
    const now = new Date();
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    const iso = (date) => date.toISOString().slice(0, 10);
    const today = iso(new Date(Date.UTC(year, month, day)));
    if (found[2] === "d") return [iso(new Date(Date.UTC(year, month, day + 1 - found[1]))), today];
    const length = new Date(Date.UTC(year, month + 1 - found[1], 0)).getUTCDate();
    return [iso(new Date(Date.UTC(year, month - found[1], Math.min(day, length) + 1))), today];
  };

  /* Set or remove parameters and go there: {from: "2025-07-01", event: null, type: ["aid"]}. */
  w.go = (changes, { replace = false } = {}) => {
    const params = new URLSearchParams(location.search);
    // when one end of the last days is moved, the other stays where it is drawn
    const recent = w.recent(params.get("from"));
    if (recent && (changes.from || changes.to)) changes = { from: recent[0], to: recent[1], ...changes };
    for (const [name, value] of Object.entries(changes)) {
      params.delete(name);
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== null && one !== undefined && one !== "") params.append(name, one);
      }
    }
    visit(`?${params}`, replace);
    if (changes.event || changes.place) openPanel(false);
  };

  addEventListener("popstate", () => {
    keepPlace();
    if (stoodOn) wanted = { key: `e:${stoodOn}`, opens: false, until: Date.now() + 3000 };
    show();
  });

  // ---- the list keeps its place while an event stands open ------------------------------------

  const scrolled = { events: 0, changes: 0 };

  function keepPlace() {
    for (const name in scrolled) {
      if (!byId(name).hidden) scrolled[name] = document.querySelector(".panel-body").scrollTop;
    }
  }

  function restorePlace(changed) {
    const body = document.querySelector(".panel-body");
    if (changed.id in scrolled && !changed.hidden) body.scrollTop = scrolled[changed.id];
    else if (["detail", "actors", "regions"].includes(changed.id) && !changed.hidden) body.scrollTop = 0;
  }

  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.('a[href^="?"]');
    if (!anchor || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    remember(anchor);
    anchor.closest("details.menu")?.removeAttribute("open");
    visit(anchor.getAttribute("href"), false);
    if (anchor.dataset.event || anchor.dataset.key?.startsWith("foot:")) openPanel(false);
  });

  document.addEventListener("watchline:view", ({ detail }) => {
    const params = new URLSearchParams(location.search);
    params.set("map", `${detail.lat.toFixed(4)},${detail.lon.toFixed(4)},${detail.zoom.toFixed(2)}`);
    history.replaceState(null, "", `?${readable(params)}`);
    set("map-view", { data: detail });
  });

  // ---- focus survives a redraw -------------------------------------------------------------

  let wanted = null;

  function remember(element) {
    wanted = { key: element.dataset.key || "", opens: Boolean(element.dataset.event), until: Date.now() + 3000 };
  }

  function restoreFocus() {
    if (!wanted) return;
    if (Date.now() > wanted.until) { wanted = null; return; }
    const now = document.activeElement;
    if (now && now !== document.body && now.offsetParent !== null) return;
    const target = wanted.opens
      ? document.querySelector("#detail:not([hidden]) .detail-title")
      : [...document.querySelectorAll(`[data-key="${CSS.escape(wanted.key)}"]`)].find((one) => one.offsetParent !== null);
    if (target && target.offsetParent !== null) { target.focus({ preventScroll: true }); wanted = null; }
  }

  // ---- folds stay as the reader left them --------------------------------------------------

  const folds = new Map();
  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset?.fold;
    if (key) folds.set(key, event.target.open);
  }, true);

  function restoreFolds(root) {
    for (const fold of root.querySelectorAll?.("details[data-fold]") || []) {
      const open = folds.get(fold.dataset.fold);
      if (open !== undefined && fold.open !== open) fold.open = open;
    }
  }

  // ---- theme and screen ----------------------------------------------------------------------

  const KEPT = "watchline-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function theme() {
    const kept = localStorage.getItem(KEPT);
    return kept === "light" || kept === "dark" ? kept : dark.matches ? "dark" : "light";
  }

  function paintTheme() {
    document.documentElement.setAttribute("data-mantine-color-scheme", theme());
  }

  function screen() {
    const size = (id) => byId(id)?.getBoundingClientRect() || { width: 0, height: 0 };
    const map = size("map-area");
    const panel = document.querySelector(".panel-body")?.clientWidth || 360;
    return {
      map_width: Math.round(map.width),
      map_height: Math.round(map.height),
      timeline_width: Math.round(size("timeline").width),
      timeline_height: Math.round(size("timeline").height),
      panel_width: Math.round(panel),
      phone: innerWidth < 640,
      theme: theme(),
    };
  }

  let shownScreen = "";
  function showScreen() {
    const now = screen();
    const text = JSON.stringify(now);
    if (!now.map_width || text === shownScreen) return;
    shownScreen = text;
    set("screen", { data: now });
  }

  let timer = 0;
  addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(showScreen, 200); });
  dark.addEventListener("change", () => applyTheme());

  function applyTheme() {
    paintTheme();
    set("theme-provider", { forceColorScheme: theme() });
    showScreen();
  }
  paintTheme();

  // ---- drawers ---------------------------------------------------------------------------------

  const page = () => byId("page");

  function openDrawer(name, open) {
    const root = page();
    const drawer = byId(name);
    const button = byId(name === "rail" ? "filters-button" : "panel-button");
    root.classList.toggle(`${name}-open`, open);
    button?.setAttribute("aria-expanded", String(open));
    const others = document.querySelectorAll(".header, .notices, .centre, .rail, .panel");
    for (const other of others) other.inert = open && other !== drawer;
    if (open) drawer.querySelector("button, a, input")?.focus();
    else button?.focus();
  }

  const isDrawer = (name) => getComputedStyle(byId(name)).position === "fixed";

  function openPanel(byButton) {
    if (isDrawer("panel") && !page().classList.contains("panel-open")) openDrawer("panel", true);
    else if (byButton && page().classList.contains("panel-open")) openDrawer("panel", false);
  }

  function closeDrawers() {
    let closed = false;
    for (const name of ["rail", "panel"]) {
      if (page().classList.contains(`${name}-open`)) { openDrawer(name, false); closed = true; }
    }
    return closed;
  }

  // ---- buttons -----------------------------------------------------------------------------------

  const lasso = (on) => {
    byId("lasso").setAttribute("aria-pressed", String(on));
    w.map?.setDrag(on ? "lasso" : "pan");
  };

  async function copyLink() {
    const button = byId("copy-link");
    const label = button.querySelector("span:last-child");
    try {
      await navigator.clipboard.writeText(location.href);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Copy the address above";
    }
    setTimeout(() => { label.textContent = "Link"; }, 2000);
  }

  function foldRail(folded) {
    page().classList.toggle("rail-folded", folded);
    byId("fold-rail").setAttribute("aria-expanded", String(!folded));
    dispatchEvent(new Event("resize"));
  }

  const buttons = {
    "zoom-in": () => w.map?.zoomIn(),
    "zoom-out": () => w.map?.zoomOut(),
    home: () => w.map?.home(),
    lasso: () => lasso(byId("lasso").getAttribute("aria-pressed") !== "true"),
    "copy-link": copyLink,
    "filters-button": () => openDrawer("rail", !page().classList.contains("rail-open")),
    "rail-close": () => openDrawer("rail", false),
    "panel-button": () => openPanel(true),
    veil: closeDrawers,
    "theme-button": () => { localStorage.setItem(KEPT, theme() === "dark" ? "light" : "dark"); applyTheme(); },
    "pick-dates": () => byId("dates")?.click(),
    "fold-rail": () => foldRail(!page().classList.contains("rail-folded")),
  };

  const opens = ["map-table-button", "timeline-table-button", "status-button", "data-button"];
  let opener = null;

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, .veil");
    if (opens.includes(button?.id)) opener = button;
    buttons[button?.id]?.();
    if (button?.classList.contains("notice-close")) byId("notices").hidden = true;
  });

  // ---- keyboard ------------------------------------------------------------------------------------

  const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

  function moveInList(step) {
    const list = document.activeElement?.closest("#event-list, #changes-list");
    const rows = [...(list?.querySelectorAll("a.event-row") || [])];
    const at = rows.indexOf(document.activeElement);
    const next = rows[at + step];
    if (at < 0 || !next) return false;
    next.focus();
    return true;
  }

  function step(name) {
    const anchor = document.querySelector(`#detail:not([hidden]) a[data-step="${name}"]`);
    if (!anchor) return false;
    anchor.click();
    return true;
  }

  const keys = {
    "/": () => { if (isDrawer("rail")) openDrawer("rail", true); else foldRail(false); byId("search").focus(); return true; },
    ArrowDown: () => moveInList(1),
    ArrowUp: () => moveInList(-1),
    ArrowLeft: () => step("previous"),
    ArrowRight: () => step("next"),
    Escape: () => {
      if (closeDrawers()) return true;
      if (byId("lasso").getAttribute("aria-pressed") === "true") { lasso(false); return true; }
      const params = new URLSearchParams(location.search);
      const last = params.has("event") ? "event" : params.has("place") ? "place" : null;
      if (!last) return false;
      wanted = { key: `e:${params.get("event")}`, opens: false, until: Date.now() + 3000 };
      w.go({ [last]: null, tab: null });
      return true;
    },
    " ": () => {
      const box = document.activeElement;
      if (!box?.matches('a[role="checkbox"]')) return false;
      box.click();
      return true;
    },
  };

  // before the dialog hears of Escape, which takes it off the page
  let inDialog = false;
  addEventListener("keydown", () => { inDialog = Boolean(document.querySelector('[role="dialog"]')); }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (inDialog) return;
    const inField = typing(event.target);
    if (inField && event.key !== "Escape") return;
    if (event.key.startsWith("Arrow") && event.target.closest?.('[role="slider"], .js-plotly-plot')) return;
    if (keys[event.key]?.()) event.preventDefault();
  });

  // ---- hovering a line of the list shows it on the map and in the timeline --------------------------

  let hovered = null;
  const say = (id) => document.dispatchEvent(new CustomEvent("watchline:hover", { detail: { event: id, from: "list" } }));

  function hover(row) {
    if (row === hovered) return;
    hovered = row;
    w.map?.highlight(row?.dataset.place || null);
    say(row?.dataset.event || null);
  }
  document.addEventListener("pointerover", (event) => hover(event.target.closest?.("a[data-event]") || null));
  document.addEventListener("focusin", (event) => hover(event.target.closest?.("a[data-event]") || null));

  // ---- what Dash calls ---------------------------------------------------------------------------------

  const none = () => window.dash_clientside.no_update;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.watchline = {
    boot() {
      const root = page();
      new MutationObserver((changes) => {
        for (const change of changes) {
          if (change.type === "attributes") restorePlace(change.target);
          else restoreFolds(change.target);
        }
        restoreFocus();
      }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
      const now = screen();
      shownScreen = JSON.stringify(now);
      stoodOn = new URLSearchParams(location.search).get("event") || "";
      return [query(), query(), w.live.start(), now, theme()];
    },

    search(text) {
      // also called when the address fills the field: only what a person types is a choice
      if (document.activeElement !== byId("search")) return none();
      const now = new URLSearchParams(location.search).get("q") || "";
      if (text !== undefined && (text || "").trim() !== now) w.go({ q: (text || "").trim() });
      return none();
    },

    dates(range) {
      const [from, to] = range || [null, null];
      if (from && !to) return none();
      // a date that cannot be read is left in the address, beside the notice about it
      const params = new URLSearchParams(location.search);
      const recent = w.recent(params.get("from"));
      if (recent && from === recent[0] && to === recent[1]) return none();
      for (const name of ["from", "to"]) if (Number.isNaN(Date.parse(params.get(name)))) params.delete(name);
      if ((from || "") !== (params.get("from") || "") || (to || "") !== (params.get("to") || "")) {
        w.go({ from, to });
      }
      return none();
    },

    /* Closing the dialog gives the focus back to the button that opened it. */
    dialog(opened) {
      if (!opened && opener) setTimeout(() => { opener.focus(); opener = null; }, 50);
      return none();
    },

    clicked(data) {
      const row = data?.points?.find((point) => point.customdata)?.customdata;
      if (!row) return none();
      const [key, event, box] = [row[0], row[8], row[10]]; // columns of dashboard/figures/map.py
      if (event) w.go({ event, tab: null });
      else if (key) w.go({ place: key, event: null, tab: null });
      else if (box?.length) w.map?.fit(box);
      return none();
    },

    area(data) {
      const ring = data?.lassoPoints?.map || (data?.range?.map && corners(data.range.map));
      if (!ring || ring.length < 3) return none();
      lasso(false);
      w.go({ area: thin(ring, 40).map(([lon, lat]) => `${lon.toFixed(4)} ${lat.toFixed(4)}`).join(","), place: null });
      return none();
    },

    bar(data, name) {
      const key = data?.points?.[0]?.customdata;
      if (key) w.go({ [name]: [].concat(key) });
      return none();
    },
  };
  window.dash_clientside.watchline.actorBar = (data) => window.dash_clientside.watchline.bar(data, "actor");
  window.dash_clientside.watchline.dyadBar = (data) => {
    const key = data?.points?.[0]?.customdata;
    if (Array.isArray(key) && key.length === 2) w.go({ actor: key, match: "all" });
    return none();
  };
  window.dash_clientside.watchline.regionBar = (data) => window.dash_clientside.watchline.bar(data, "region");

  const corners = ([[x0, y0], [x1, y1]]) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];

  /* A hand-drawn ring has hundreds of points; an address needs few. */
  function thin(ring, most) {
    const step = Math.max(1, Math.ceil(ring.length / most));
    return ring.filter((_, i) => i % step === 0);
  }
})();
