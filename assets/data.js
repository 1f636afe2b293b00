/* The data dialog: files are dropped or chosen, sent as they are, and what a person wants of
   them goes to the server as one question at a time. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const w = (window.watchline = window.watchline || {});
  let count = 0;
  let sending = null;
  let imported = false; // what a person brings in is not news to them

  function ask(question) {
    count += 1;
    set("data-tick", { disabled: true }); // a tick on its way would know nothing of the question
    set("data-ask", { data: { ...question, n: `${Date.now()}-${count}` } });
  }

  function say(text) {
    const place = byId("data-said");
    if (place) place.textContent = text;
  }

  // ---- handing in a file -----------------------------------------------------------------

  function send(file) {
    if (sending) sending.abort();
    const request = (sending = new XMLHttpRequest());
    request.open("POST", `/data/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Watchline", "page");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) =>
      say(`Sending ${file.name}: ${Math.floor((100 * loaded) / Math.max(total, 1))} %`);
    request.onload = () => {
      sending = null;
      const answer = request.response || {};
      say(answer.error || (answer.token ? "" : `The file was not taken (status ${request.status}).`));
      if (answer.token) ask({ act: "look", token: answer.token });
    };
    request.onerror = () => {
      sending = null;
      say("The file could not be sent: it cannot be read, or the server does not answer.");
    };
    say(`Sending ${file.name}`);
    request.send(file);
  }

  function take(files) {
    if (files.length > 1) say("One file at a time, please: the others can follow.");
    else send(files[0]);
  }

  const isShown = () => Boolean(byId("data-body")?.offsetParent);
  const isOpen = () => Boolean(byId("data-drop")?.offsetParent);

  // a file that misses the dialog would otherwise replace the page
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types?.includes("Files")) return;
    event.preventDefault();
    byId("data-drop")?.classList.toggle("over", isOpen());
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) byId("data-drop")?.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files?.length) return;
    event.preventDefault();
    byId("data-drop")?.classList.remove("over");
    if (isOpen()) take(event.dataTransfer.files);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "data-file" && event.target.files.length) {
      take(event.target.files);
      event.target.value = "";
    } else if (event.target.closest?.('form[data-form="file"]') && event.target.dataset.quiet === undefined) {
      const form = event.target.closest("form");
      if (event.target.closest("[data-rereads]")) {
        ask({ act: "read", token: form.dataset.token, changed: event.target.name, form: fields(form) });
      }
    }
  });

  // ---- what a person wants -----------------------------------------------------------------

  function fields(form) {
    const found = {};
    for (const one of form ? form.elements : []) {
      if (one.name) found[one.name] = one.type === "checkbox" ? one.checked : one.value;
    }
    return found;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('#data-body a[href^="?"]');
    if (link) {
      set("data-dialog", { opened: false });
      const box = (link.dataset.box || "").split(",").map(Number);
      if (box.length === 4) w.map?.fit(box);
    }
    const button = event.target.closest?.("[data-act]");
    if (!button) return;
    const form = button.closest("form");
    if (button.dataset.act === "import" || button.dataset.act === "words") {
      if (form && !form.reportValidity()) return;
    }
    const { act, source = "" } = button.dataset;
    stood = source || " ";
    if (act === "read" || act === "import") byId("data-body").closest(".mantine-Modal-content")?.scrollTo(0, 0);
    if (act === "import") imported = true;
    ask({ act, source, token: form?.dataset.token || "", form: fields(form) });
  });

  /* The ages of feeds move on while the list of them stands open; a form is left alone. */
  setInterval(() => {
    if (isShown() && document.querySelector("#data-body .feeds") && !document.querySelector("#data-body form") && !sending) ask({ act: "list" });
  }, 15_000);

  // ---- the keyboard stays where something was asked for ---------------------------------------

  let stood = null;

  function keepFocus() {
    if (!stood || !isShown() || (document.activeElement && document.activeElement !== document.body)) return;
    const row = [...document.querySelectorAll("#data-body .data-set")].find((one) => one.dataset.key.endsWith(`:${stood}`));
    (row?.querySelector("input, button[data-act]") || byId("data-body").querySelector("h3"))?.focus({ preventScroll: true });
  }

  new MutationObserver(keepFocus).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("submit", (event) => {
    if (!event.target.dataset?.form) return;
    event.preventDefault();
    event.target.querySelector(".primary[data-act]")?.click();
  });

  // ---- opening, closing, and what has changed ------------------------------------------------

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#data-button, #status-button")) return;
    set("data-dialog", { opened: true });
    ask({ act: "list" });
  });

  const none = () => window.dash_clientside.no_update;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.watchlineData = {
    opened(opened) {
      if (opened === false && count) {
        sending?.abort();
        sending = stood = null;
        say("");
        ask({ act: "close" });
      }
      return window.dash_clientside.watchline.dialog(opened);
    },

    /* Data came or went: every view asks again with the filters it has. */
    changed(version) {
      if (version) w.live.refresh({ own: imported });
      imported = false;
      return none();
    },
  };
})();
