"use strict";
// Words that explain themselves (dashboard/components/terms.py): to a pointer that rests on them, to
// the keyboard's focus, and to a tap. Escape, scrolling and whatever else is pressed take it away.
(() => {
  const WAIT_MS = 200; // that a pointer rests
  const GAP = 6; // px from the word
  const EDGE = 8; // px to the edge of the window

  const { closest, findById, ofKind } = watchline.base;

  /** @type {HTMLElement | null} */
  let word = null; // that is explained
  /** @type {HTMLElement | null} */
  let shown = null;
  let pressed = false; // shown by a click, which moving the pointer away does not undo
  let timer = 0;

  function hide() {
    clearTimeout(timer);
    if (shown?.matches(":popover-open")) shown.hidePopover();
    word = shown = null;
    pressed = false;
  }

  /** @param {HTMLElement} of the word: below it, or above where there is no room */
  function place(of) {
    if (!shown) return;
    const at = of.getBoundingClientRect();
    const { width, height } = shown.getBoundingClientRect();
    const below = at.bottom + GAP + height <= innerHeight - EDGE;
    const top = below ? at.bottom + GAP : Math.max(EDGE, at.top - GAP - height);
    const left = Math.max(EDGE, Math.min(at.left, innerWidth - EDGE - width));
    Object.assign(shown.style, { top: `${top}px`, left: `${left}px` });
  }

  /** @param {HTMLElement} of */
  function show(of) {
    if (word === of) return;
    hide();
    if (!of.isConnected) return;
    word = of;
    shown = findById(`term-${of.dataset.term}`);
    const says = shown?.querySelector(".term-says");
    if (says) says.textContent = of.dataset.says ?? "";
    shown?.showPopover();
    place(of);
  }

  /** @param {Event} event */
  const termAt = (event) => closest(event, "[data-term]");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || pressed) return;
    const term = termAt(event);
    clearTimeout(timer);
    if (term) timer = setTimeout(() => show(term), WAIT_MS);
    // on the explanation itself a pointer may stay
    else if (word && !word.matches(":focus-visible") && !closest(event, ".explanation")) timer = setTimeout(hide, WAIT_MS);
  });

  document.addEventListener("focusin", (event) => {
    const term = termAt(event);
    if (term && ofKind(event.target)?.matches(":focus-visible")) show(term);
    else if (!pressed) hide();
  });
  document.addEventListener("focusout", hide);

  document.addEventListener("click", (event) => {
    const term = closest(event, ".term");
    if (closest(event, ".explanation")) return;
    const again = term === word && pressed;
    if (!term || again) hide();
    else {
      show(term);
      pressed = true;
    }
  });

  // before a dialog or the page takes its own step back
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    hide();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  addEventListener("scroll", hide, { capture: true, passive: true });
  addEventListener("resize", hide);
})();
