"use strict";
// The export dialog. Nothing is kept but what is in the form.
(() => {
  const WAIT_MS = 250; // without a key before the preview is drawn again
  const FRAMES = 100; // in which the dialog may appear

  const { byId, findById, ofKind, closest, setProps } = watchline.base;
  const { picture, exportFiles } = watchline;

  let timer = 0;

  /** @param {string | undefined} name */
  function showPane(name) {
    const tabs = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".export-tabs [data-pane]"));
    for (const tab of tabs) {
      const on = tab.dataset.pane === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(`export-${tab.dataset.pane}`).hidden = !on;
    }
    if (name === "file") exportFiles.count();
    if (name === "report") exportFiles.listSections();
  }

  /** @param {string | undefined} kind of figure */
  function open(kind, frames = FRAMES) {
    setProps("export-dialog", { opened: true });
    const form = findById("export-form", HTMLFormElement);
    if (!form) {
      if (frames) requestAnimationFrame(() => open(kind, frames - 1));
      return;
    }
    const field = form.elements.namedItem("kind");
    if (kind && field && "value" in field) field.value = kind;
    showPane("picture");
    picture.preview();
  }

  document.addEventListener("click", (event) => {
    const opener = closest(event, "[data-export]");
    if (opener) open(opener.dataset.export);
    const tab = closest(event, ".export-tabs [data-pane]");
    if (tab) showPane(tab.dataset.pane);
    const saver = closest(event, "[data-save]", HTMLButtonElement);
    if (saver?.dataset.save) picture.save(saver.dataset.save, saver);
    const copier = closest(event, ".export-pane [data-copy]");
    if (copier) picture.copy(copier.dataset.copy);
    const writer = closest(event, "[data-write]", HTMLButtonElement);
    if (writer?.dataset.write === "file") exportFiles.write();
    if (writer?.dataset.write === "report") exportFiles.report(writer);
    if (closest(event, '[data-cancel="file"]')) exportFiles.cancel();
  });

  document.addEventListener("keydown", (event) => {
    const tab = closest(event, ".export-tabs [data-pane]");
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const tabs = [...(tab.parentElement?.children ?? [])];
    const step = event.key === "ArrowRight" ? 1 : tabs.length - 1;
    const next = ofKind(tabs[(tabs.indexOf(tab) + step) % tabs.length]);
    showPane(next?.dataset.pane);
    next?.focus();
  });

  document.addEventListener("input", (event) => {
    if (!closest(event, "#export-form")) return;
    clearTimeout(timer);
    timer = setTimeout(picture.preview, WAIT_MS);
  });

  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && event.target.id.startsWith("export-")) event.preventDefault();
  });
})();
