"use strict";
// What all scripts of the page share. They are classic scripts in one namespace, `watchline`,
// and Dash loads them in the order of their names: a script may use what comes before it at
// once, and what comes after it from within its functions.
// tools/javascript/*.d.ts says what each of them offers.

window.watchline = /** @type {Watchline.Scripts} */ ({});
window.dash_clientside ||= /** @type {DashClientside} */ ({});

watchline.base = {
  byId(id, kind) {
    const found = watchline.base.findById(id, kind);
    if (!found) throw new Error(`The page has no such element: ${id}`);
    return found;
  },

  findById(id, kind) {
    return watchline.base.ofKind(document.getElementById(id), kind);
  },

  // anything but an element of that kind is none
  ofKind(element, kind = /** @type {any} */ (HTMLElement)) {
    return element instanceof kind ? element : null;
  },

  closest(event, selector, kind) {
    const { target } = event;
    return target instanceof Element ? watchline.base.ofKind(target.closest(selector), kind) : null;
  },

  setProps(id, props) {
    window.dash_clientside.set_props(id, props);
  },

  noUpdate: () => window.dash_clientside.no_update,

  query: () => location.search.replace(/^\?/, ""),
};
