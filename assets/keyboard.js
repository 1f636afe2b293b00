"use strict";
// What keys do: to the search and from it into the list, along the list, and one step back.
(() => {
  const { byId, closest } = watchline.base;

  /** @param {number} step */
  function moveInList(step) {
    const list = document.activeElement?.closest("#event-list, #changes-list, #event-table-rows");
    const rows = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("a[data-event]") || [])]);
    // in a table also from the box that ticks a row
    const here = document.activeElement?.closest("tr") ?? document.activeElement;
    const at = rows.findIndex((row) => Boolean(here?.contains(row)));
    const next = rows[at + step];
    if (at < 0 || !next) return false;
    next.focus();
    return true;
  }

  /** The list, or whatever stands in the panel instead; what is typed is searched for first. */
  async function goToList() {
    const q = /** @type {HTMLInputElement} */ (byId("search")).value.trim();
    if (q !== (new URLSearchParams(location.search).get("q") || "")) {
      watchline.go({ q, event: null, tab: null });
    }
    await watchline.callbacks.settled(); // letters typed before may have asked already
    watchline.page.closeDrawers();
    const table = byId("page").dataset.view === "table" && byId("event-table-rows");
    if (!table) watchline.page.openPanel();
    const list = table || byId("panel");
    const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(table ? "a[data-event]" : "a.event-row")]);
    const body = table || /** @type {HTMLElement} */ (document.querySelector(".panel-body"));
    (rows.find((row) => row.offsetParent !== null) || body).focus();
  }

  /** @param {string} selector */
  function press(selector) {
    const element = /** @type {HTMLElement | null} */ (document.querySelector(selector));
    element?.click();
    return Boolean(element);
  }

  function goToSearch() {
    watchline.page.showFilters();
    byId("search").focus();
    return true;
  }

  /** One step back: a drawer, the lasso, the open event, the chosen place. */
  function escape() {
    if (watchline.page.stepBack()) return true;
    const params = new URLSearchParams(location.search);
    const last = params.has("event") ? "event" : params.has("place") ? "place" : null;
    if (!last) return watchline.help.closeHints();
    watchline.focus.want(`e:${params.get("event")}`);
    watchline.go({ [last]: null, tab: null });
    return true;
  }

  /** What a key does; whether it did something. @type {Record<string, () => boolean>} */
  const keys = {
    "/": goToSearch,
    "?": () => watchline.help.open(),
    ArrowDown: () => moveInList(1),
    ArrowUp: () => moveInList(-1),
    ArrowLeft: () => press('#detail:not([hidden]) a[data-step="previous"]'),
    ArrowRight: () => press('#detail:not([hidden]) a[data-step="next"]'),
    Escape: escape,
    " ": () => press('a[role="checkbox"]:focus'),
  };

  document.addEventListener("keydown", (event) => {
    if (!["Enter", "ArrowDown"].includes(event.key) || !closest(event, "#search")) return;
    event.preventDefault();
    void goToList();
  });

  document.addEventListener("click", (event) => {
    if (!closest(event, "#skip")) return;
    event.preventDefault();
    void goToList();
  });

  // before the dialog hears of Escape, which takes it off the page
  let inDialog = false;
  addEventListener("keydown", () => { inDialog = Boolean(document.querySelector('[role="dialog"]')); }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || inDialog) return;
    if (event.key !== "Escape" && closest(event, "input, textarea, select, [contenteditable]")) return;
    if (event.key.startsWith("Arrow") && closest(event, '[role="slider"], .js-plotly-plot')) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
})();
