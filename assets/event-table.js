"use strict";
// The table of events: sorting by its heads, opening a row, choosing rows and copying them.
(() => {
  const { byId, closest, ofKind } = watchline.base;
  const ROWS = "event-table-rows";

  const body = () => byId(ROWS);
  const ticks = () => /** @type {NodeListOf<HTMLInputElement>} */ (body().querySelectorAll("tbody input"));
  const ticked = () => [...ticks()].filter((tick) => tick.checked);

  /** @param {Element} cell */
  const words = (cell) => (cell instanceof HTMLElement && cell.dataset.copy) || cell.textContent || "";
  /** @param {Element} row */
  const cells = (row) => [...row.children].filter((cell) => !cell.classList.contains("choose")).map(words);

  /** @param {string} text */
  const say = (text) => { byId("event-table-said").textContent = text; };

  /** The chosen rows, else all of the page, less those that may not be passed on. */
  function copied() {
    const head = body().querySelector("thead tr");
    if (!head) return null;
    const chosen = ticked().map((tick) => tick.closest("tr"));
    const rows = /** @type {HTMLTableRowElement[]} */ (chosen.length ? chosen : [...body().querySelectorAll("tbody tr")]);
    const kept = rows.filter((row) => row.dataset.withheld === undefined);
    const credit = [...body().querySelectorAll("[data-credit]")].map((line) => line.textContent || "");
    const today = new Date().toISOString().slice(0, 10);
    credit.push(`Copied from Watchline on ${today} (UTC): ${watchline.callbacks.link()}`);
    const withheld = rows.length - kept.length;
    if (withheld) credit.push(`Rows left out, because their terms do not let them be passed on: ${withheld}.`);
    return { ...watchline.tableCopy.written(cells(head), kept.map(cells), credit), count: kept.length, withheld };
  }

  /** @param {{ count: number, withheld: number }} what */
  const done = ({ count, withheld }) =>
    say(`${count} ${count === 1 ? "row" : "rows"} copied${withheld ? `, ${withheld} left out: their terms do not let them be passed on` : ""}.`);

  async function copy() {
    const what = copied();
    if (!what) return;
    /** @param {string} type @param {string} content */
    const blob = (type, content) => new Blob([content], { type });
    try {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": blob("text/plain", what.text),
        "text/html": blob("text/html", what.html),
      })]);
      done(what);
    } catch {
      // without HTTPS browsers let a page copy by this only; the listener below fills it
      body().focus();
      if (!document.execCommand("copy")) say("The browser does not let this page copy. Select the rows and copy them.");
    }
  }

  document.addEventListener("copy", (event) => {
    const here = document.activeElement?.closest(`#${ROWS}`);
    const what = here && getSelection()?.isCollapsed !== false ? copied() : null;
    if (!what || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", what.text);
    event.clipboardData.setData("text/html", what.html);
    event.preventDefault();
    done(what);
  });

  function showChosen() {
    const [all, chosen] = [ticks().length, ticked().length];
    byId("event-table-copy").textContent = chosen ? `Copy ${chosen} ${chosen === 1 ? "row" : "rows"}` : "Copy page";
    const every = ofKind(body().querySelector("[data-every]"), HTMLInputElement);
    if (every) {
      every.checked = all > 0 && chosen === all;
      every.indeterminate = chosen > 0 && chosen < all;
    }
  }

  document.addEventListener("change", (event) => {
    const tick = closest(event, `#${ROWS} input`, HTMLInputElement);
    if (!tick) return;
    if (tick.dataset.every !== undefined) for (const one of ticks()) one.checked = tick.checked;
    showChosen();
  });

  document.addEventListener("keydown", (event) => {
    const row = event.key === " " && closest(event, `#${ROWS} tbody a`)?.closest("tr");
    if (!row) return;
    ofKind(row.querySelector("input"))?.click();
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const head = closest(event, "[data-sort]");
    if (head?.dataset.sort) watchline.go({ sort: head.dataset.sort, page: null });
    if (closest(event, "#event-table-copy")) void copy();
    // anywhere on a row opens its event, unless words of it are being marked
    const row = closest(event, `#${ROWS} tbody tr`);
    if (!row || closest(event, "a, input, .choose") || getSelection()?.isCollapsed === false) return;
    ofKind(row.querySelector("a"))?.click();
  });

  /** What decides on the rows, besides the data. */
  function choice() {
    const params = new URLSearchParams(location.search);
    for (const name of ["event", "tab", "map"]) params.delete(name);
    return params.toString();
  }

  watchline.eventTable = {
    // of other rows none is chosen and nothing was copied; they begin at the top, unless it is the
    // data that have changed under a reader
    follow() {
      let [shown, chosen] = ["", choice()];
      new MutationObserver(() => {
        const keys = [...body().querySelectorAll("tbody tr")].map((row) => row instanceof HTMLElement && row.dataset.key);
        if (keys.join() === shown) return;
        shown = keys.join();
        say("");
        showChosen();
        if (choice() !== chosen) body().scrollTop = 0;
        chosen = choice();
      }).observe(body(), { childList: true, subtree: true });
    },
  };
})();
