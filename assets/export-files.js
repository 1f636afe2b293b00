"use strict";
// Data files and reports of the export dialog: the server writes them, the browser saves them.
watchline.exportFiles = (() => {
  const POLL_MS = 400;

  const { byId, findById, ofKind } = watchline.base;

  /** @type {{ id: string } | null} */
  let job = null; // the data file that is being written: its id, once the server has answered

  /** @type {Watchline.Scripts["exportFiles"]["say"]} */
  function say(pane, text) {
    const place = findById(`export-said-${pane}`);
    if (place) place.textContent = text;
  }

  /** @type {Watchline.Scripts["exportFiles"]["fields"]} */
  const fields = (id) =>
    Object.fromEntries([...new FormData(byId(id, HTMLFormElement))].map(([name, value]) => [name, String(value)]));

  /** @type {Watchline.Scripts["exportFiles"]["reason"]} */
  async function reason(answer) {
    try {
      const { error, detail, title, errors = [] } = await answer.json();
      /** @type {string[]} */
      const details = errors.map((/** @type {{ detail: string }} */ fault) => fault.detail);
      return error || [detail || title, ...details].filter(Boolean).join(" ");
    } catch {
      return `The server answered with status ${answer.status}.`;
    }
  }

  /** @type {Watchline.Scripts["exportFiles"]["nameIn"]} */
  function nameIn(said) {
    const encoded = /filename\*=UTF-8''([^;]+)/i.exec(said)?.[1];
    return encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/.exec(said)?.[1];
  }

  /**
   * @param {Blob} blob
   * @param {string} name
   */
  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** @type {Watchline.Scripts["exportFiles"]["download"]} */
  async function download(pane, url, otherwise, options = {}) {
    try {
      const answer = await fetch(url, options);
      if (!answer.ok) {
        say(pane, await reason(answer));
        return false;
      }
      const name = nameIn(answer.headers.get("Content-Disposition") || "");
      save(await answer.blob(), name || otherwise);
      return true;
    } catch {
      say(pane, "The server does not answer.");
      return false;
    }
  }

  // ---- data files --------------------------------------------------------------------------

  async function count() {
    const place = findById("export-count");
    const answer = await fetch(`/api/v1/summary${location.search}`).catch(() => null);
    if (!place || !answer?.ok) return;
    const summary = await answer.json();
    const events = Number(summary.totals?.events ?? summary.events);
    place.textContent = `${events.toLocaleString("en")} ${events === 1 ? "event" : "events"}`;
  }

  /** @param {boolean} on */
  function showRunning(on) {
    const writeButton = ofKind(document.querySelector('[data-write="file"]'), HTMLButtonElement);
    const cancelButton = ofKind(document.querySelector('[data-cancel="file"]'));
    if (writeButton) writeButton.disabled = on;
    if (cancelButton) cancelButton.hidden = !on;
    byId("export-progress-box").hidden = !on;
  }

  /** @param {string} id */
  const discard = (id) => { fetch(`/data/exports/${id}`, { method: "DELETE" }).catch(() => {}); };

  /** @param {{ id: string }} mine */
  async function follow(mine) {
    for (;;) {
      const answer = await fetch(`/data/exports/${mine.id}`);
      if (job !== mine) return;
      if (!answer.ok) { say("file", await reason(answer)); return; }
      const progress = await answer.json();
      const bar = byId("export-progress", HTMLProgressElement);
      if (progress.total) bar.value = progress.done / progress.total;
      else bar.removeAttribute("value");
      if (progress.state === "failed") { say("file", progress.reason); return; }
      if (progress.state === "done") {
        const saved = await download("file", `/data/exports/${mine.id}/file`, progress.name);
        if (saved) say("file", [`Saved as ${progress.name}.`, ...progress.notes].join(" "));
        return;
      }
      say("file", progress.said || "Waiting.");
      await new Promise((done) => setTimeout(done, POLL_MS));
      if (job !== mine) return;
    }
  }

  async function write() {
    const query = new URLSearchParams(location.search);
    query.set("format", fields("export-file-form").format);
    const mine = (job = { id: "" });
    showRunning(true);
    say("file", "Asked for.");
    try {
      const answer = await fetch("/data/exports", { method: "POST", body: query });
      /** @type {string} */
      const id = answer.ok ? (await answer.json()).id : "";
      if (job !== mine) { // cancelled meanwhile
        if (id) discard(id);
        return;
      }
      if (!id) { say("file", await reason(answer)); return; }
      mine.id = id;
      await follow(mine);
    } catch {
      if (job === mine) say("file", "The server does not answer.");
    } finally {
      if (job === mine) {
        showRunning(false);
        job = null;
      }
    }
  }

  function cancel() {
    if (job?.id) discard(job.id);
    job = null;
    showRunning(false);
    say("file", "Cancelled; nothing was kept.");
  }

  // ---- reports -----------------------------------------------------------------------------

  /**
   * @param {string} name
   * @param {string} label
   * @param {string} query
   * @param {boolean} checked
   */
  function tickBox(name, label, query, checked) {
    const row = document.createElement("label");
    row.className = "tick";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "section", checked });
    Object.assign(box.dataset, { name, query });
    row.append(box, Object.assign(document.createElement("span"), { textContent: label, dir: "auto" }));
    return row;
  }

  function listSections() {
    const watches = watchline.watchList.stored().list
      .map(({ name, query }) => tickBox(name, `Watch: ${name}`, query, false));
    findById("export-sections")?.replaceChildren(tickBox("", "What is in view", location.search.slice(1), true), ...watches);
  }

  /** @param {HTMLButtonElement} button */
  async function report(button) {
    const form = fields("export-report-form");
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#export-sections input:checked"));
    const figures = Object.keys(form).filter((name) => name.startsWith("figure-")).map((name) => name.slice(7));
    if (!boxes.length) { say("report", "Choose what it is about."); return; }
    const body = JSON.stringify({
      title: form.title.trim(), format: form.format, from: form.from, to: form.to,
      sections: [...boxes].map(({ dataset }) => ({ name: dataset.name, view: dataset.query, figures })),
    });
    button.disabled = true;
    say("report", "Writing…");
    const options = { method: "POST", body, headers: { "Content-Type": "application/json" } };
    if (await download("report", "/data/reports", `watchline.${form.format}`, options)) say("report", "Saved.");
    button.disabled = false;
  }

  return { say, fields, reason, nameIn, download, count, write, cancel, listSections, report };
})();
