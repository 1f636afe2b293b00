"use strict";
// The page around its views: theme, size of the screen, drawers and buttons.
watchline.page = (() => {
  const { byId, findById, closest, setProps } = watchline.base;

  const page = () => byId("page");

  // ---- theme and screen ----------------------------------------------------------------------

  const STORED_THEME = "watchline-theme"; // in the browser's storage
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function theme() {
    const stored = localStorage.getItem(STORED_THEME);
    return stored === "light" || stored === "dark" ? stored : dark.matches ? "dark" : "light";
  }

  function paintTheme() {
    document.documentElement.setAttribute("data-mantine-color-scheme", theme());
  }

  /** What the style sheet makes of this screen. */
  const layout = () => getComputedStyle(document.documentElement).getPropertyValue("--screen").trim();
  const isSmall = () => ["low", "phone"].includes(layout());

  function screen() {
    /** @param {string} id */
    const size = (id) => findById(id)?.getBoundingClientRect() || { width: 0, height: 0 };
    const map = size("map-area");
    return {
      map_width: Math.round(map.width),
      map_height: Math.round(map.height),
      timeline_width: Math.round(size("timeline").width),
      timeline_height: Math.round(size("timeline").height),
      panel_width: Math.round(document.querySelector(".panel-body")?.clientWidth || 360),
      small: isSmall(),
      theme: theme(),
    };
  }

  let shownScreen = "";

  function showScreen() {
    const data = screen();
    const text = JSON.stringify(data);
    if (!data.map_width || text === shownScreen) return;
    shownScreen = text;
    setProps("screen", { data });
  }

  function applyTheme() {
    paintTheme();
    setProps("theme-provider", { forceColorScheme: theme() });
    showScreen();
  }

  let timer = 0;
  let wasSmall = false;

  /** The legend would hide a small map: it opens there when asked for. */
  function foldLegend() {
    if (isSmall() === wasSmall) return;
    wasSmall = !wasSmall;
    watchline.focus.fold("legend", !wasSmall);
  }

  addEventListener("resize", () => {
    foldLegend();
    clearTimeout(timer);
    timer = setTimeout(showScreen, 200);
  });
  foldLegend();
  dark.addEventListener("change", applyTheme);
  paintTheme();

  // ---- drawers ---------------------------------------------------------------------------------

  /** @typedef {"rail" | "panel"} Drawer */

  /** @param {Drawer} name */
  const isDrawer = (name) => getComputedStyle(byId(name)).position === "fixed";
  /** @param {Drawer} name */
  const isOpen = (name) => page().classList.contains(`${name}-open`);

  /**
   * @param {Drawer} name
   * @param {boolean} open
   */
  function openDrawer(name, open) {
    const drawer = byId(name);
    const button = findById(name === "rail" ? "filters-button" : "panel-button");
    page().classList.toggle(`${name}-open`, open);
    button?.setAttribute("aria-expanded", String(open));
    for (const other of document.querySelectorAll(".header, .notices, .centre, .event-table, .rail, .panel")) {
      if (other instanceof HTMLElement) other.inert = open && other !== drawer;
    }
    const inside = /** @type {HTMLElement | null} */ (drawer.querySelector("button, a, input"));
    (open ? inside : button)?.focus();
  }

  function openPanel() {
    if (isDrawer("panel") && !isOpen("panel")) openDrawer("panel", true);
  }

  function closeDrawers() {
    const open = /** @type {Drawer[]} */ (["rail", "panel"]).filter(isOpen);
    for (const name of open) openDrawer(name, false);
    return open.length > 0;
  }

  /**
   * On a screen too low for both.
   * @param {boolean} timeline rather than the map
   */
  function showTimeline(timeline) {
    page().classList.toggle("shows-timeline", timeline);
    byId("show-map").setAttribute("aria-pressed", String(!timeline));
    byId("show-timeline").setAttribute("aria-pressed", String(timeline));
    dispatchEvent(new Event("resize"));
  }

  /** @param {boolean} open */
  function openTools(open) {
    const was = page().classList.contains("tools-open");
    page().classList.toggle("tools-open", open);
    byId("more-tools").setAttribute("aria-expanded", String(open));
    return was;
  }

  function showMap() {
    closeDrawers();
    if (page().classList.contains("shows-timeline")) showTimeline(false);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    byId("map-area").scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  /** @param {boolean} folded */
  function foldRail(folded) {
    page().classList.toggle("rail-folded", folded);
    byId("fold-rail").setAttribute("aria-expanded", String(!folded));
    dispatchEvent(new Event("resize"));
  }

  // ---- buttons -----------------------------------------------------------------------------------

  const lassoIsOn = () => byId("lasso").getAttribute("aria-pressed") === "true";

  /** @param {boolean} on */
  function lasso(on) {
    byId("lasso").setAttribute("aria-pressed", String(on));
    watchline.map.setDrag(on ? "lasso" : "pan");
  }

  async function copyLink() {
    const label = byId("copy-link").querySelector("span:last-child");
    if (!label) return;
    try {
      await navigator.clipboard.writeText(watchline.callbacks.link());
      label.textContent = "Copied";
    } catch {
      label.textContent = "Copy the address above";
    }
    setTimeout(() => { label.textContent = "Link"; }, 2000);
  }

  /** @type {Record<string, () => void>} */
  const buttons = {
    "zoom-in": () => watchline.map.zoomIn(),
    "zoom-out": () => watchline.map.zoomOut(),
    home: () => watchline.map.home(),
    lasso: () => lasso(!lassoIsOn()),
    "copy-link": copyLink,
    "filters-button": () => openDrawer("rail", !isOpen("rail")),
    "rail-close": () => openDrawer("rail", false),
    "show-map": () => showTimeline(false),
    "show-timeline": () => showTimeline(true),
    "more-tools": () => openTools(!page().classList.contains("tools-open")),
    "panel-button": () => (isOpen("panel") ? openDrawer("panel", false) : openPanel()),
    veil: closeDrawers,
    "theme-button": () => { localStorage.setItem(STORED_THEME, theme() === "dark" ? "light" : "dark"); applyTheme(); },
    "pick-dates": () => findById("dates")?.click(),
    "fold-rail": () => foldRail(!page().classList.contains("rail-folded")),
  };

  const OPENERS = ["map-table-button", "timeline-table-button", "status-button", "data-button"];
  /** @type {HTMLElement | null} */
  let opener = null; // of the dialog

  document.addEventListener("click", (event) => {
    const button = closest(event, "button, .veil");
    if (button?.id !== "more-tools") openTools(false);
    if (!button) return;
    if (OPENERS.includes(button.id)) opener = button;
    buttons[button.id]?.();
    if (button.classList.contains("notice-close")) byId("notices").hidden = true;
  });

  function showFilters() {
    if (isDrawer("rail")) openDrawer("rail", true);
    else foldRail(false);
  }

  /** Closes what lies over the page; whether there was anything. */
  function stepBack() {
    if (openTools(false)) { byId("more-tools").focus(); return true; }
    if (closeDrawers()) return true;
    if (!lassoIsOn()) return false;
    lasso(false);
    return true;
  }

  return {
    theme,
    lasso,
    openPanel,
    closePanel() {
      if (isOpen("panel")) openDrawer("panel", false);
    },
    closeDrawers,
    showFilters,
    stepBack,
    showMap,

    opensFrom: (element) => { opener = element; },

    firstScreen() {
      const data = screen();
      shownScreen = JSON.stringify(data);
      return data;
    },

    focusOpener() {
      setTimeout(() => {
        // one in the menu of tools is hidden with it
        if (opener) (opener.offsetParent ? opener : byId("more-tools")).focus();
        opener = null;
      }, 50);
    },
  };
})();
