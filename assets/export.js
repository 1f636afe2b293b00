/* The export dialog: the preview is the picture itself. The browser makes quick pictures of it
   for the clipboard; the server makes the files. Nothing is kept but what is in the form. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const API = "/api/v1/figure";
  const WAIT_MS = 250;
  const POLL_MS = 400;
  const WATCHES = "watchline-watches"; // as assets/watches.js keeps them

  let drawing = null; // the request for the preview
  let timer = 0;
  let shown = null; // the text of the picture that stands there
  let job = null; // the data file that is being written

  const say = (pane, words) => { const place = byId(`export-said-${pane}`); if (place) place.textContent = words; };
  const fields = (id) => Object.fromEntries(new FormData(byId(id)).entries());

  // ---- what is asked for -------------------------------------------------------------------

  function size({ size: name, width, height, unit }) {
    return name === "own" ? `${Math.round(width)}x${Math.round(height)}${unit}` : name;
  }

  function extent() {
    const map = document.querySelector("#map .js-plotly-plot")?._fullLayout?.map?._subplot?.map;
    const box = map?.getBounds();
    if (!box) return "";
    const sides = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const inside = sides[0] >= -180 && sides[2] <= 180;
    return inside ? sides.map((side) => side.toFixed(4)).join(",") : "";
  }

  function query(scaled) {
    const form = fields("export-form");
    const asked = new URLSearchParams(location.search);
    const own = { kind: form.kind, size: size(form), theme: form.theme, title: form.title.trim(), subtitle: form.subtitle.trim() };
    if (form.extent === "keep") own.extent = extent();
    if (scaled) own.scale = document.querySelector('.export-save select[name="scale"]').value;
    for (const [name, value] of Object.entries(own)) if (value) asked.set(name, value);
    return asked.toString();
  }

  async function reason(answer) {
    try {
      const said = await answer.json();
      return said.error || [said.detail || said.title, ...(said.errors || []).map((one) => one.detail)].filter(Boolean).join(" ");
    } catch { return `The server answered with status ${answer.status}.`; }
  }

  // ---- the preview -------------------------------------------------------------------------

  async function preview() {
    const image = byId("export-preview");
    if (!image) return;
    drawing?.abort();
    const request = (drawing = new AbortController());
    image.parentElement.classList.add("busy");
    try {
      const answer = await fetch(`${API}.svg?${query()}`, { signal: request.signal });
      if (!answer.ok) { say("picture", await reason(answer)); return; }
      shown = await answer.text();
      const made = new DOMParser().parseFromString(shown, "image/svg+xml");
      const words = (name) => made.querySelector(`svg > ${name}`)?.textContent || "";
      const form = byId("export-form");
      if (!form) return; // closed meanwhile
      if (!form.title.value) form.title.placeholder = words("title");
      form.subtitle.placeholder = made.documentElement.dataset.subtitle || "";
      if (image.src) URL.revokeObjectURL(image.src);
      image.alt = words("desc");
      image.src = URL.createObjectURL(new Blob([shown], { type: "image/svg+xml" }));
      say("picture", "");
    } catch (error) {
      if (error.name !== "AbortError") say("picture", "The picture could not be drawn: the server does not answer.");
    } finally {
      if (drawing === request) image.parentElement.classList.remove("busy");
    }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(preview, WAIT_MS); };

  // ---- saving and copying ------------------------------------------------------------------

  function hand(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  const nameOf = (answer, otherwise) => /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || otherwise;

  async function fetched(pane, url, otherwise, options = {}) {
    try {
      const answer = await fetch(url, options);
      if (!answer.ok) { say(pane, await reason(answer)); return false; }
      hand(await answer.blob(), nameOf(answer, otherwise));
      return true;
    } catch {
      say(pane, "The server does not answer.");
      return false;
    }
  }

  async function save(suffix, button) {
    button.disabled = true;
    say("picture", "Drawing…");
    const done = await fetched("picture", `${API}.${suffix}?${query(suffix === "png")}`, `watchline.${suffix}`);
    if (done) say("picture", "Saved.");
    button.disabled = false;
  }

  /** The quick picture: the same drawing, made into pixels by this browser. */
  async function raster(scale = Number(document.querySelector('.export-save select[name="scale"]').value)) {
    const made = new DOMParser().parseFromString(shown, "image/svg+xml").documentElement;
    const width = Number(made.dataset.pixels) * scale;
    const [, , across, down] = made.getAttribute("viewBox").split(" ").map(Number);
    const height = Math.round((width * down) / across);
    made.setAttribute("width", width);
    made.setAttribute("height", height);
    const image = new Image();
    const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(made)], { type: "image/svg+xml" }));
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    URL.revokeObjectURL(url);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  async function copy(what) {
    try {
      if (what === "address") {
        await navigator.clipboard.writeText(`${location.origin}${API}.svg?${query()}`);
        say("picture", "The address is copied.");
      } else {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": raster() })]);
        say("picture", "The image is copied.");
      }
    } catch {
      say("picture", "This browser does not let pages copy that; save it instead.");
    }
  }

  // ---- data files --------------------------------------------------------------------------

  async function count() {
    const place = byId("export-count");
    const answer = await fetch(`/api/v1/summary${location.search}`).catch(() => null);
    if (!place || !answer?.ok) return;
    const said = await answer.json();
    const events = said.totals?.events ?? said.events;
    place.textContent = `${events.toLocaleString("en")} ${events === 1 ? "event" : "events"}`;
  }

  function running(on) {
    document.querySelector('[data-write="file"]').disabled = on;
    document.querySelector('[data-cancel="file"]').hidden = !on;
    byId("export-progress-box").hidden = !on;
  }

  async function write() {
    const asked = new URLSearchParams(location.search);
    asked.set("format", fields("export-file-form").format);
    running(true);
    say("file", "Asked for.");
    try {
      const answer = await fetch("/data/exports", { method: "POST", body: asked });
      if (!answer.ok) { say("file", await reason(answer)); return; }
      const mine = (job = (await answer.json()).id);
      await follow(mine);
    } catch {
      say("file", "The server does not answer.");
    } finally {
      running(false);
      job = null;
    }
  }

  async function follow(mine) {
    for (;;) {
      const answer = await fetch(`/data/exports/${mine}`);
      if (job !== mine) return;
      if (!answer.ok) { say("file", await reason(answer)); return; }
      const now = await answer.json();
      const bar = byId("export-progress");
      if (now.total) bar.value = now.done / now.total; else bar.removeAttribute("value");
      if (now.state === "failed") { say("file", now.reason); return; }
      if (now.state === "done") {
        if (await fetched("file", `/data/exports/${mine}/file`, now.name)) {
          say("file", [`Saved as ${now.name}.`, ...now.notes].join(" "));
        }
        return;
      }
      say("file", now.said || "Waiting.");
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }

  function cancel() {
    const mine = job;
    job = null;
    if (mine) fetch(`/data/exports/${mine}`, { method: "DELETE" }).catch(() => {});
    running(false);
    say("file", "Cancelled; nothing was kept.");
  }

  // ---- reports -----------------------------------------------------------------------------

  function watches() {
    try {
      const kept = JSON.parse(localStorage.getItem(WATCHES));
      return (Array.isArray(kept?.list) ? kept.list : []).filter((one) => typeof one?.name === "string" && typeof one?.query === "string");
    } catch { return []; }
  }

  function tickBox(name, label, query_, on) {
    const row = document.createElement("label");
    row.className = "tick";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "section", checked: on });
    box.dataset.name = name;
    box.dataset.query = query_;
    const words = Object.assign(document.createElement("span"), { textContent: label, dir: "auto" });
    row.append(box, words);
    return row;
  }

  function sections() {
    const place = byId("export-sections");
    if (!place) return;
    const here = tickBox("", "What is in view", location.search.slice(1), true);
    place.replaceChildren(here, ...watches().map((one) => tickBox(one.name, `Watch: ${one.name}`, one.query, false)));
  }

  async function report(button) {
    const form = fields("export-report-form");
    const chosen = [...document.querySelectorAll('#export-sections input:checked')];
    const figures = Object.keys(form).filter((name) => name.startsWith("figure-")).map((name) => name.slice(7));
    if (!chosen.length) { say("report", "Choose what it is about."); return; }
    const body = JSON.stringify({
      title: form.title.trim(), format: form.format, from: form.from, to: form.to,
      sections: chosen.map(({ dataset }) => ({ name: dataset.name, view: dataset.query, figures })),
    });
    button.disabled = true;
    say("report", "Writing…");
    const options = { method: "POST", body, headers: { "Content-Type": "application/json" } };
    if (await fetched("report", "/data/reports", `watchline.${form.format}`, options)) say("report", "Saved.");
    button.disabled = false;
  }

  // ---- the dialog --------------------------------------------------------------------------

  function pane(name) {
    for (const tab of document.querySelectorAll('.export-tabs [data-pane]')) {
      const on = tab.dataset.pane === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(`export-${tab.dataset.pane}`).hidden = !on;
    }
    if (name === "file") count();
    if (name === "report") sections();
  }

  function open(kind, tries = 100) {
    set("export-dialog", { opened: true });
    const form = byId("export-form");
    if (!form) {
      if (tries) requestAnimationFrame(() => open(kind, tries - 1));
      return;
    }
    if (kind) form.kind.value = kind;
    pane("picture");
    preview();
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const opener = at("[data-export]");
    if (opener) open(opener.dataset.export);
    const tab = at(".export-tabs [data-pane]");
    if (tab) pane(tab.dataset.pane);
    const saver = at("[data-save]");
    if (saver) save(saver.dataset.save, saver);
    const copier = at("[data-copy]");
    if (copier?.closest(".export-pane")) copy(copier.dataset.copy);
    if (at('[data-write="file"]')) write();
    if (at('[data-cancel="file"]')) cancel();
    const writer = at('[data-write="report"]');
    if (writer) report(writer);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.(".export-tabs [data-pane]");
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const all = [...tab.parentElement.children];
    const next = all[(all.indexOf(tab) + (event.key === "ArrowRight" ? 1 : all.length - 1)) % all.length];
    pane(next.dataset.pane);
    next.focus();
  });
  document.addEventListener("input", (event) => { if (event.target.closest?.("#export-form")) later(); });
  document.addEventListener("submit", (event) => { if (event.target.id?.startsWith("export-")) event.preventDefault(); });
  window.watchline = Object.assign(window.watchline || {}, { picture: { raster } });
})();
