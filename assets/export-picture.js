"use strict";
// Pictures of the export dialog: the preview is the picture itself. The browser makes quick
// pictures of it for the clipboard; the server makes the files.
watchline.picture = (() => {
  const API = "/api/v1/figure";
  const SVG = "image/svg+xml";

  const { findById, ofKind } = watchline.base;
  const { say, fields, reason, download } = watchline.exportFiles;

  /** @type {AbortController | null} */
  let drawing = null; // the request for the preview
  let shown = ""; // the text of the picture that stands there

  /** @param {string} text */
  const parse = (text) => new DOMParser().parseFromString(text, SVG);

  function extent() {
    const [west, , east] = watchline.map.bounds() ?? [];
    const inside = west >= -180 && east <= 180;
    return inside ? (watchline.map.bounds() ?? []).map((side) => side.toFixed(4)).join(",") : "";
  }

  const scale = () => ofKind(document.querySelector('.export-save select[name="scale"]'), HTMLSelectElement)?.value ?? "1";

  /** What is left out, where that is not what usually is. */
  function without() {
    const boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('.export-elements input')]);
    if (boxes.every((box) => box.checked === box.defaultChecked)) return "";
    return boxes.filter((box) => !box.checked).map((box) => box.name.replace("show-", "")).join(",") || "none";
  }

  /** @param {boolean} [scaled] */
  function query(scaled = false) {
    const { kind, size, width, height, unit, theme, title, subtitle, extent: which } = fields("export-form");
    const params = new URLSearchParams(location.search);
    const own = {
      kind,
      size: size === "own" ? `${Math.round(Number(width))}x${Math.round(Number(height))}${unit}` : size,
      theme,
      title: title.trim(),
      subtitle: subtitle.trim(),
      extent: which === "keep" ? extent() : "",
      without: without(),
      scale: scaled ? scale() : "",
    };
    for (const [name, value] of Object.entries(own)) if (value) params.set(name, value);
    return params.toString();
  }

  /** @param {HTMLImageElement} image */
  function showPicture(image) {
    const picture = parse(shown);
    /** @param {string} name */
    const words = (name) => picture.querySelector(`svg > ${name}`)?.textContent || "";
    const form = findById("export-form", HTMLFormElement);
    if (!form) return; // closed meanwhile
    const [title, subtitle] = ["title", "subtitle"].map((name) => ofKind(form.elements.namedItem(name), HTMLInputElement));
    if (title && !title.value) title.placeholder = words("title");
    if (subtitle) subtitle.placeholder = picture.documentElement.dataset.subtitle || "";
    if (image.src) URL.revokeObjectURL(image.src);
    image.alt = words("desc");
    image.src = URL.createObjectURL(new Blob([shown], { type: SVG }));
    say("picture", measures(picture.documentElement));
  }

  /** How large a picture is by itself: "159 × 115 mm".
   * @param {Element} svg
   */
  function measures(svg) {
    const [width, height] = ["width", "height"].map((side) => Math.round(parseFloat(svg.getAttribute(side) ?? "")));
    return `${width} × ${height} ${svg.getAttribute("width")?.endsWith("mm") ? "mm" : "px"}`;
  }

  /** The quick picture: the same drawing, made into pixels by this browser.
   * @param {number} factor
   * @returns {Promise<Blob>}
   */
  async function raster(factor) {
    const svg = parse(shown).documentElement;
    const [, , across, down] = (svg.getAttribute("viewBox") || "").split(" ").map(Number);
    const width = Number(svg.dataset.pixels) * factor;
    const height = Math.round((width * down) / across);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    const image = new Image();
    const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: SVG }));
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
    URL.revokeObjectURL(url);
    return new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The browser made no picture"))), "image/png"));
  }

  return {
    raster,

    async preview() {
      const image = findById("export-preview", HTMLImageElement);
      if (!image) return;
      drawing?.abort();
      const request = (drawing = new AbortController());
      image.parentElement?.classList.add("busy");
      try {
        const answer = await fetch(`${API}.svg?${query()}`, { signal: request.signal });
        if (!answer.ok) { say("picture", await reason(answer)); return; }
        shown = await answer.text();
        showPicture(image);
      } catch (error) {
        const aborted = error instanceof DOMException && error.name === "AbortError";
        if (!aborted) say("picture", "The picture could not be drawn: the server does not answer.");
      } finally {
        if (drawing === request) image.parentElement?.classList.remove("busy");
      }
    },

    async save(suffix, button) {
      button.disabled = true;
      say("picture", "Drawing…");
      const done = await download("picture", `${API}.${suffix}?${query(suffix === "png")}`, `watchline.${suffix}`);
      if (done) say("picture", "Saved.");
      button.disabled = false;
    },

    async copy(what) {
      try {
        if (what === "address") {
          await navigator.clipboard.writeText(`${location.origin}${API}.svg?${query()}`);
          say("picture", "The address is copied.");
        } else {
          await navigator.clipboard.write([new ClipboardItem({ "image/png": raster(Number(scale())) })]);
          say("picture", "The image is copied.");
        }
      } catch {
        say("picture", "This browser does not let pages copy that; save it instead.");
      }
    },
  };
})();
