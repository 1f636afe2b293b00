"use strict";
// The help dialog, and the hints of a first visit: shown once, where this browser has none noted.
watchline.help = (() => {
  const STORED_HINTS = "watchline-hints"; // in the browser's storage

  const { closest, ofKind, setProps } = watchline.base;
  const root = document.documentElement;

  function isFirstVisit() {
    try {
      const seen = localStorage.getItem(STORED_HINTS);
      localStorage.setItem(STORED_HINTS, "shown");
      return seen === null;
    } catch {
      return false; // storage is switched off: they would come back at every visit
    }
  }

  // before the page is drawn, so that nothing moves when they appear
  if (isFirstVisit()) root.classList.add("first-visit");

  function closeHints() {
    if (!root.classList.contains("first-visit")) return false;
    const focused = document.activeElement?.closest(".hints");
    root.classList.remove("first-visit");
    dispatchEvent(new Event("resize")); // the map and the timeline have their room
    if (focused) {
      // the one that is not shown at this width takes no focus
      for (const button of document.querySelectorAll(".header [data-help]")) ofKind(button)?.focus();
    }
    return true;
  }

  /** @param {Element | null} from where the keyboard is to come back to */
  function open(from = document.activeElement) {
    watchline.page.opensFrom(from === document.body ? null : ofKind(from));
    setProps("help-dialog", { opened: true });
    return true;
  }

  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-help]");
    if (button) open(button);
    if (closest(event, "[data-hints]")) closeHints();
  });

  return { closeHints, open: () => open() };
})();
