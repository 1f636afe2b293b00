"use strict";
// What a redraw must not take away: the place in the list, the keyboard's focus, open folds.
watchline.focus = (() => {
  const PATIENCE = 10_000; // ms in which the element that is to have the focus may appear
  const LISTS = ["events", "changes"]; // they keep their place while an event stands open
  const FROM_THE_TOP = ["detail", "actors", "regions"];

  const { byId } = watchline.base;
  /** @type {Record<string, number>} */
  const scrolled = { events: 0, changes: 0 };
  /** @type {Map<string, boolean>} */
  const folds = new Map();
  /** @type {{ key: string, opens: boolean, from: Element | null, until: number } | null} */
  let wanted = null;

  const panelBody = () => document.querySelector(".panel-body");

  /** @param {Element} changed a tab of the panel that was shown or hidden */
  function restorePlace(changed) {
    const body = panelBody();
    if (!body || changed.hasAttribute("hidden")) return;
    if (LISTS.includes(changed.id)) body.scrollTop = scrolled[changed.id];
    else if (FROM_THE_TOP.includes(changed.id)) body.scrollTop = 0;
  }

  /** @param {Element} root */
  function restoreFolds(root) {
    for (const fold of root.querySelectorAll("details")) {
      const open = folds.get(fold.dataset.fold ?? "");
      if (open !== undefined && fold.open !== open) fold.open = open;
    }
  }

  /** @param {string} selector */
  const visible = (selector) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))]
      .find((element) => element.offsetParent !== null && element.checkVisibility({ visibilityProperty: true }));

  function restoreFocus() {
    if (!wanted) return;
    if (Date.now() > wanted.until) { wanted = null; return; }
    const now = document.activeElement;
    // a row of the table stays where it is when its event opens
    const leaves = wanted.opens && now === wanted.from;
    if (!leaves && now instanceof HTMLElement && now !== document.body && now.offsetParent !== null) return;
    const target = visible(wanted.opens ? "#detail:not([hidden]) .detail-title" : `[data-key="${CSS.escape(wanted.key)}"]`);
    if (!target) return;
    target.focus({ preventScroll: true });
    wanted = null;
  }

  document.addEventListener("toggle", ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.dataset.fold) folds.set(target.dataset.fold, target.open);
  }, true);

  return {
    /** Folds of this name are open from now on, or closed. */
    fold(name, open) {
      folds.set(name, open);
      restoreFolds(document.body);
    },

    want(key, opens = false) {
      wanted = { key, opens, from: document.activeElement, until: Date.now() + PATIENCE };
    },

    keepPlace() {
      for (const name of LISTS) {
        if (!byId(name).hidden) scrolled[name] = panelBody()?.scrollTop ?? 0;
      }
    },

    follow(root) {
      new MutationObserver((changes) => {
        for (const { type, target } of changes) {
          if (!(target instanceof Element)) continue;
          if (type === "attributes") restorePlace(target);
          else restoreFolds(target);
        }
        restoreFocus();
      }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
    },
  };
})();
