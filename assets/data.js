"use strict";
// The data dialog: files are dropped or chosen, sent as they are, and what a person wants of
// them goes to the server as one request at a time.
(() => {
  const LIST_EVERY = 15_000; // ms

  const { byId, findById, ofKind, closest, setProps, noUpdate } = watchline.base;

  let count = 0;
  /** @type {XMLHttpRequest | null} */
  let upload = null;
  let imported = false; // what a person brings in is not news to them
  /** @type {string | null} */
  let focusOn = null; // the key of a data set, or a blank for the heading

  /** @param {Record<string, unknown>} request */
  function ask(request) {
    count += 1;
    setProps("data-tick", { disabled: true }); // a tick on its way would know nothing of the request
    setProps("data-ask", { data: { ...request, n: `${Date.now()}-${count}` } });
  }

  /** @param {string} text */
  function say(text) {
    const place = findById("data-said");
    if (place) place.textContent = text;
  }

  // ---- handing in a file -----------------------------------------------------------------

  /** @param {File} file */
  function send(file) {
    upload?.abort();
    const request = (upload = new XMLHttpRequest());
    request.open("POST", `/data/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Watchline", "page");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) =>
      say(`Sending ${file.name}: ${Math.floor((100 * loaded) / Math.max(total, 1))} %`);
    request.onload = () => {
      upload = null;
      const answer = request.response || {};
      say(answer.error || (answer.token ? "" : `The file was not taken (status ${request.status}).`));
      if (answer.token) ask({ act: "look", token: answer.token });
    };
    request.onerror = () => {
      upload = null;
      say("The file could not be sent: it cannot be read, or the server does not answer.");
    };
    say(`Sending ${file.name}`);
    request.send(file);
  }

  /** @param {FileList} files */
  function take(files) {
    if (files.length > 1) say("One file at a time, please: the others can follow.");
    else send(files[0]);
  }

  const isShown = () => Boolean(findById("data-body")?.offsetParent);
  const isOpen = () => Boolean(findById("data-drop")?.offsetParent);

  // a file that misses the dialog would otherwise replace the page
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    findById("data-drop")?.classList.toggle("over", isOpen());
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) findById("data-drop")?.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    findById("data-drop")?.classList.remove("over");
    if (isOpen()) take(event.dataTransfer.files);
  });
  document.addEventListener("change", (event) => {
    const input = closest(event, "#data-file", HTMLInputElement);
    if (input?.files?.length) {
      take(input.files);
      input.value = "";
      return;
    }
    const field = closest(event, "input, select, textarea");
    const form = field?.closest("form");
    if (!field || form?.dataset.form !== "file" || field.dataset.quiet !== undefined) return;
    if (field.closest("[data-rereads]")) {
      const changed = field.getAttribute("name");
      ask({ act: "read", token: form.dataset.token, changed, form: fields(form) });
    }
  });

  // ---- what a person wants -----------------------------------------------------------------

  /** @param {HTMLFormElement | null} form */
  function fields(form) {
    /** @type {Record<string, string | boolean>} */
    const values = {};
    for (const field of form?.elements ?? []) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") values[field.name] = field.checked;
      else if ("name" in field && field.name && "value" in field) values[String(field.name)] = String(field.value);
    }
    delete values[""];
    return values;
  }

  /** @param {HTMLAnchorElement} link that leads out of the dialog */
  function follow(link) {
    setProps("data-dialog", { opened: false });
    const box = (link.dataset.box || "").split(",").map(Number);
    if (box.length === 4) watchline.map.fit(box);
  }

  /** @param {HTMLElement} button */
  function act(button) {
    const { act: name, source = "" } = button.dataset;
    const form = button.closest("form");
    if ((name === "import" || name === "words") && form && !form.reportValidity()) return;
    focusOn = source || " ";
    if (name === "read" || name === "import") byId("data-body").closest(".mantine-Modal-content")?.scrollTo(0, 0);
    if (name === "import") imported = true;
    ask({ act: name, source, token: form?.dataset.token || "", form: fields(form) });
  }

  document.addEventListener("click", (event) => {
    const link = closest(event, '#data-body a[href^="?"]', HTMLAnchorElement);
    if (link) follow(link);
    const button = closest(event, "[data-act]");
    if (button) act(button);
    if (closest(event, "#data-button, #status-button")) {
      setProps("data-dialog", { opened: true });
      ask({ act: "list" });
    }
  });

  document.addEventListener("submit", (event) => {
    const form = ofKind(event.target, HTMLFormElement);
    if (!form?.dataset.form) return;
    event.preventDefault();
    ofKind(form.querySelector(".primary[data-act]"))?.click();
  });

  // The ages of feeds move on while the list of them stands open; a form is left alone.
  setInterval(() => {
    const list = document.querySelector("#data-body .feeds") && !document.querySelector("#data-body form");
    if (isShown() && list && !upload) ask({ act: "list" });
  }, LIST_EVERY);

  // ---- the keyboard stays where something was asked for ---------------------------------------

  function keepFocus() {
    if (!focusOn || !isShown() || (document.activeElement && document.activeElement !== document.body)) return;
    const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#data-body .data-set"));
    const row = [...rows].find(({ dataset }) => dataset.key?.endsWith(`:${focusOn}`));
    const target = row?.querySelector("input, button[data-act]") || byId("data-body").querySelector("h3");
    ofKind(target)?.focus({ preventScroll: true });
  }

  new MutationObserver(keepFocus).observe(document.body, { childList: true, subtree: true });

  // ---- what Dash calls -------------------------------------------------------------------------

  window.dash_clientside.watchlineData = {
    opened(opened) {
      if (opened === false && count) {
        upload?.abort();
        upload = focusOn = null;
        say("");
        ask({ act: "close" });
      }
      return window.dash_clientside.watchline.dialog(opened);
    },

    changed(version) {
      // data came or went: every view asks again with the filters it has
      if (version) watchline.live.refresh({ own: imported });
      imported = false;
      return noUpdate();
    },
  };
})();
