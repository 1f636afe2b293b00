// Draws the figure anew when the server tells that the data changed. What was drawn stays until then.
(() => {
  const GAP = 5000; // ms between two drawings; a feed may bring events one by one
  const figure = document.getElementById("figure");
  const address = figure.getAttribute("src");
  let known = document.body.dataset.sequence;
  let waiting = false;

  const got = async (url) => {
    const answer = await fetch(url, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  };

  const renew = async () => {
    waiting = false;
    const now = known;
    try {
      const [page, picture] = await Promise.all([got(location.href), got(address)]);
      const told = new DOMParser().parseFromString(await page.text(), "text/html");
      const drawn = URL.createObjectURL(await picture.blob());
      figure.addEventListener("load", () => URL.revokeObjectURL(drawn), { once: true });
      figure.src = drawn;
      figure.alt = told.getElementById("figure").alt;
      document.body.dataset.sequence = now;
    } catch {
      // a server that restarts tells of its data when it is back
    }
  };

  new EventSource("/live").addEventListener("message", (event) => {
    if (event.data === known) return;
    known = event.data;
    if (!waiting) setTimeout(renew, GAP);
    waiting = true;
  });
})();
