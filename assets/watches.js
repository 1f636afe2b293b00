"use strict";
// Watches: filters that this browser keeps under a name. The server counts what came in for
// each, whenever live.js has heard of a change; what was looked at is kept here.
(() => {
  const NOT_YET = 1_000_000_000; // nothing is new before the server has said what is newest
  const GAP = 500; // ms between two requests
  const FILTERS_ONLY = [
    "event", "place", "tab", "map", "lanes", "level", "boundaries", "show", "view", "sort", "page", "columns",
  ];

  const { byId, ofKind, closest, setProps, noUpdate, query } = watchline.base;
  const { STORED_WATCHES, MOST, NAME, own, stored, adopted, update, counted } = watchline.watchList;

  // ---- asking --------------------------------------------------------------------------------

  /** @type {Watchline.Newest | null} */
  let newest = null; // what live.js heard last
  let askedFor = ""; // so that nothing is asked twice
  let askedAt = 0;
  let timer = 0;
  let number = 0;

  /** Twice a second at most. */
  function ask() {
    if (timer || !newest) return;
    timer = setTimeout(() => {
      timer = 0;
      askedAt = Date.now();
      const { store, list } = stored();
      number += 1;
      const watches = list.map(({ id, name, query: filters, rule, since, shared }) => ({ id, name, query: filters, rule, since, shared }));
      setProps("watch-ask", { data: { n: number, store, here: query(), watches } });
    }, Math.max(0, GAP - (Date.now() - askedAt)));
  }

  /**
   * The operator's, as this server has them now: the page brings them along.
   * @param {Watchline.Newest} first
   */
  function adopt(first) {
    const shared = JSON.parse(byId("page").dataset.watches || "[]");
    const before = stored();
    const { store, list } = adopted(before, shared, first.import);
    const after = { store: store || first.store, list };
    if (list.length !== before.list.length || shared.length) update((now) => { Object.assign(now, after); });
  }

  document.addEventListener("watchline:answered", ({ detail }) => {
    if (!newest) adopt(detail);
    newest = detail;
    if (detail.paused || !stored().list.length) return;
    const state = [detail.sequence, query(), new Date().toISOString().slice(0, 10)].join(" ");
    if (state === askedFor) return;
    askedFor = state;
    ask();
  });

  addEventListener("storage", ({ key }) => { if (key === STORED_WATCHES) ask(); });

  // ---- what the server says --------------------------------------------------------------------

  /** @type {Watchline.WatchAnswer | null} */
  let latest = null;

  /** @param {Watchline.WatchAnswer} answer */
  function take(answer) {
    latest = answer;
    const before = stored();
    const { watches, notices } = counted(before, answer);
    if (JSON.stringify(watches) !== JSON.stringify(before)) update((now) => { Object.assign(now, watches); });
    if (document.hidden || !document.hasFocus()) for (const { watch, says } of notices) notify(watch, says);
  }

  /**
   * @param {Watchline.Watch} watch
   * @param {string} says
   */
  function notify(watch, says) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      // of one name there is one notification, also when several tabs are open
      const notification = new Notification(watch.name || "Watchline", { body: says, tag: `watchline-${watch.id}` });
      notification.onclick = () => {
        window.focus();
        ofKind(document.querySelector(`a[data-watch="${CSS.escape(watch.id)}"]`))?.click();
        notification.close();
      };
    } catch { /* some browsers of phones allow none from a page */ }
  }

  /**
   * Looked at: what came in up to now is not new any more.
   * @param {(string | undefined)[]} ids
   */
  function markSeen(ids) {
    const since = latest?.import;
    if (since === undefined || !ids.length) return;
    update(({ list }) => {
      for (const watch of list) if (ids.includes(watch.id)) Object.assign(watch, { since, said: 0 });
    });
    ask();
  }

  // ---- the dialog ----------------------------------------------------------------------------------

  let opener = "";

  const close = () => setProps("watch-dialog", { opened: false });

  /** @param {Partial<Watchline.Watch> | { full: true }} watch */
  function edit(watch) {
    setProps("watch-edit", { data: { ...watch, n: Date.now() } });
    setProps("watch-dialog", { opened: true });
  }

  function editNew() {
    const params = new URLSearchParams(location.search);
    for (const name of FILTERS_ONLY) params.delete(name);
    edit(own(stored().list).length < MOST ? { query: params.toString() } : { full: true });
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} name
   */
  const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

  /** @param {HTMLFormElement} form */
  function ruleOf(form) {
    const kind = field(form, "rule").value;
    const days = field(form, "days").value;
    if (!kind) return "";
    return kind === "more" ? `more-${days}` : `least-${Math.trunc(Number(field(form, "least").value))}-${days}`;
  }

  /** @param {HTMLFormElement} form */
  function save(form) {
    // what is not shown is not asked for
    field(form, "least").disabled = field(form, "rule").value !== "least";
    if (!form.reportValidity()) return;
    const id = field(form, "watch").value;
    const values = {
      name: field(form, "name").value.trim().slice(0, NAME),
      query: field(form, "query").value,
      rule: ruleOf(form),
      notify: field(form, "notify").checked,
    };
    update((watches) => {
      const before = watches.list.find((watch) => watch.id === id);
      if (before) {
        // with another threshold it is told anew
        Object.assign(before, values, before.rule === values.rule ? {} : { told: false });
      } else if (own(watches.list).length < MOST) {
        const newId = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
        if (!watches.list.length) watches.store = newest?.store || "";
        watches.list.push({ id: newId, since: newest?.import ?? NOT_YET, told: false, said: 0, shared: false, ...values });
        opener = `watch:${newId}`;
      }
    });
    const fold = byId("watches").querySelector("details");
    if (fold) fold.open = true;
    close();
    ask();
  }

  /** @param {HTMLFormElement} form */
  function remove(form) {
    const id = field(form, "watch").value;
    update((watches) => { watches.list = watches.list.filter((watch) => watch.id !== id); });
    close();
    ask();
  }

  /**
   * The name goes along into the feed, as it stands in the form.
   * @param {HTMLElement} button
   * @param {HTMLFormElement} form
   */
  async function copy(button, form) {
    const address = new URL(button.dataset.address || "", location.origin + location.pathname);
    if (address.pathname.endsWith("/watch.atom")) address.searchParams.set("name", field(form, "name").value.trim());
    const place = byId("watch-said");
    try {
      await navigator.clipboard.writeText(address.href);
      place.textContent = "Copied";
    } catch {
      place.textContent = address.href;
    }
  }

  /**
   * Asked for by a click only: browsers put the question to the person.
   * @param {HTMLInputElement} box
   */
  async function permit(box) {
    const place = byId("watch-notify-said");
    place.textContent = "";
    if (!box.checked) return;
    let answer = "none";
    if ("Notification" in window && window.isSecureContext) {
      answer = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
    }
    if (answer === "granted") return;
    box.checked = false;
    place.textContent = answer === "none"
      ? "This browser offers no notifications here; they need an address with https."
      : "This browser does not allow notifications of this page; its settings for the site say so.";
  }

  document.addEventListener("change", (event) => {
    const box = closest(event, '#watch-form [name="notify"]', HTMLInputElement);
    if (box) permit(box);
  });

  document.addEventListener("submit", (event) => {
    const form = ofKind(event.target, HTMLFormElement);
    if (form?.dataset.form !== "watch") return;
    event.preventDefault();
    save(form);
  });

  /** @param {HTMLElement} button */
  function act(button) {
    const form = button.closest("form");
    const { watchAct: name, watchId: id, key = "" } = button.dataset;
    const watch = stored().list.find((one) => one.id === id);
    if (name === "new" || name === "edit") opener = key;
    if (name === "new") editNew();
    if (name === "edit" && watch) edit(watch);
    if (name === "cancel") close();
    if (name === "delete" && form) remove(form);
    if (name === "copy" && form) copy(button, form);
  }

  document.addEventListener("click", (event) => {
    const link = closest(event, "a[data-watch]");
    if (link) markSeen([link.dataset.watch]);
    // the list was loaded: a watch of the same filters has been looked at
    if (closest(event, "#new-pill")) {
      markSeen(Object.entries(latest?.watches ?? {}).filter(([, count]) => count.here).map(([id]) => id));
    }
    const button = closest(event, "[data-watch-act]");
    if (button) act(button);
  });

  // ---- what Dash calls --------------------------------------------------------------------------------

  /**
   * The button may be gone, with its watch.
   * @param {number} attempts
   */
  function focusAgain(attempts) {
    const shown = ofKind(opener && document.querySelector(`#watches [data-key="${CSS.escape(opener)}"]`));
    if (shown) shown.focus();
    else if (attempts) setTimeout(focusAgain, 100, attempts - 1);
    else byId("watches").querySelector("summary")?.focus();
  }

  window.dash_clientside.watchlineWatches = {
    told(data) {
      if (data) take(data);
      return noUpdate();
    },

    opened(opened) {
      // closing the dialog gives the focus back to what opened it
      if (opened === false && opener) setTimeout(focusAgain, 50, 20);
      return noUpdate();
    },
  };
})();
