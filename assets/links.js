"use strict";
// Where a link leads when the address has changed since the link was drawn: of two filters that
// are clicked faster than the server answers, both are kept.
(() => {
  // these say something only together
  const TOGETHER = [["from", "to"], ["event", "place", "tab"]];

  /** @param {URLSearchParams} params */
  const sameView = (params) =>
    [...params].filter(([name]) => name !== "map").map((pair) => pair.join("=")).sort().join("&");

  watchline.links = {
    opening(view, event) {
      const params = new URLSearchParams(view);
      params.set("event", event);
      params.delete("tab");
      return `?${params}`;
    },

    target(href, drawn, here, lists) {
      const [wanted, now] = [new URLSearchParams(href), new URLSearchParams(here)];
      if (!drawn || sameView(new URLSearchParams(drawn.asked)) === sameView(now)) return wanted;
      const before = new URLSearchParams(drawn.view);
      const differs = (/** @type {string} */ name) =>
        before.getAll(name).join("\n") !== wanted.getAll(name).join("\n");
      for (const name of new Set([...before.keys(), ...wanted.keys(), ...TOGETHER.flat()])) {
        const names = TOGETHER.find((several) => several.includes(name)) || [name];
        if (!names.some(differs)) continue;
        const [old, chosen, present] = [before, wanted, now].map((params) => params.getAll(name));
        now.delete(name);
        const values = lists.includes(name)
          ? [...present.filter((value) => !old.includes(value) || chosen.includes(value)), ...chosen.filter((value) => !old.includes(value))]
          : chosen; // of what stands once, the last click holds
        for (const value of new Set(values)) now.append(name, value);
      }
      return now;
    },
  };
})();
