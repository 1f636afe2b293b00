"use strict";
// Which parts of the page show what the address asks for. A part whose callback failed, or whose
// server cannot be reached, goes on showing an earlier choice: it greys and says so in its place.
(() => {
  const { closest, query, setProps } = watchline.base;

  const PARTS = ".summary, .rail, .map-area, .map-foot, .timeline-words, .timeline, .event-table, .panel";
  const ADDRESS = /\/_dash-update-component(\?|$)/;
  const SETTLING = 80; // ms from a change of the address to its requests, and from answer to page
  const UNREACHED = "The server cannot be reached";
  const FAILED = "The server could not answer";

  /** The request of each callback that was sent last, by its outputs. @type {Map<string, number>} */
  const latest = new Map();
  /** What was not answered, and why. @type {Map<string, { outputs: string[], parts: Set<Element>, why: string }>} */
  const failed = new Map();
  const filled = new Set();
  let sent = 0;
  let waiting = 0;
  let shown = query();

  /** @param {string} body */
  function partsOf(body) {
    const { output, outputs } = JSON.parse(body);
    /** @type {Set<Element>} */
    const parts = new Set();
    for (const { id } of [outputs].flat()) {
      const part = document.getElementById(String(id).replace(/-tree$/, ""))?.closest(PARTS);
      if (part) parts.add(part);
    }
    // a property that several callbacks write has a mark of the callback behind it
    const names = [outputs].flat().map(({ id, property }) => `${id}.${String(property).split("@")[0]}`);
    return { key: String(output), outputs: names, parts };
  }

  function draw() {
    for (const part of document.querySelectorAll(PARTS)) {
      const whys = [...failed.values()].filter(({ parts }) => parts.has(part)).map(({ why }) => why);
      part.classList.toggle("not-current", whys.length > 0);
      let note = part.querySelector(":scope > .not-current-note");
      if (!whys.length) {
        note?.remove();
        continue;
      }
      if (!note) {
        note = document.createElement("div");
        note.className = "not-current-note";
        note.setAttribute("role", "status");
        const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
        note.append(document.createElement("span"), again);
        part.prepend(note);
      }
      const rest = filled.has(part) ? "this part shows what was chosen before." : "there is nothing to show.";
      const text = `${whys[0]}: ${rest}`;
      const span = note.querySelector("span");
      if (span && span.textContent !== text) span.textContent = text;
    }
  }

  /**
   * @param {string} body
   * @param {Promise<Response>} answer
   */
  async function follow(body, answer) {
    const { key, outputs, parts } = partsOf(body);
    if (!parts.size) return;
    const number = (sent += 1);
    const asked = query();
    latest.set(key, number);
    waiting += 1;
    const why = await answer.then(({ ok }) => (ok ? "" : FAILED), () => UNREACHED);
    waiting -= 1;
    if (latest.get(key) !== number) return; // asked anew meanwhile
    if (why) failed.set(key, { outputs, parts, why });
    else {
      // also what another callback could not fill: "Show more" of a list that stands anew
      for (const [other, { outputs: missed }] of failed) {
        if (missed.every((name) => outputs.includes(name))) failed.delete(other);
      }
      for (const part of parts) filled.add(part);
    }
    if (!waiting && !failed.size) shown = asked;
    draw();
  }

  const ask = window.fetch;
  window.fetch = (resource, options) => {
    const answer = ask.call(window, resource, options);
    if (typeof resource === "string" && ADDRESS.test(resource) && typeof options?.body === "string") {
      void follow(options.body, answer);
    }
    return answer;
  };

  document.addEventListener("click", (event) => {
    if (!closest(event, ".not-current-note button")) return;
    for (const store of ["address", "query"]) setProps(store, { data: query() });
  });

  /** @param {number} ms */
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

  watchline.callbacks = {
    async settled() {
      do await pause(SETTLING); while (waiting);
      await pause(SETTLING); // what came is drawn
    },

    // of a page that could not be brought up to date, what it shows
    link: () => (failed.size ? `${location.origin}${location.pathname}${shown && `?${shown}`}` : location.href),
  };
})();
