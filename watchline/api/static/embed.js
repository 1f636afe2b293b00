"use strict";
// Draws the figure anew when the server tells that the data changed. What was drawn stays until then.
(() => {
  const GAP = 5000; // ms between two drawings; a feed may bring events one by one
  const figure = document.getElementById("figure");
  if (!(figure instanceof HTMLImageElement)) throw new Error("The page has no figure");
  const address = figure.getAttribute("src") || "";
  let known = document.body.dataset.sequence;
  let waiting = false;

  /** @param {string} url */
  async function get(url) {
    const answer = await fetch(url, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  /** @param {HTMLImageElement} image */
  async function renew(image) {
    waiting = false;
    const now = known;
    try {
      const [page, picture] = await Promise.all([get(location.href), get(address)]);
      const answered = new DOMParser().parseFromString(await page.text(), "text/html");
      const drawn = URL.createObjectURL(await picture.blob());
      image.addEventListener("load", () => URL.revokeObjectURL(drawn), { once: true });
      image.src = drawn;
      image.alt = answered.getElementById("figure")?.getAttribute("alt") || "";
      document.body.dataset.sequence = now;
    } catch {
      // a server that restarts tells of its data when it is back
    }
  }

  new EventSource("/live").addEventListener("message", (event) => {
    if (event.data === known) return;
    known = event.data;
    if (!waiting) setTimeout(renew, GAP, figure);
    waiting = true;
  });
})();
