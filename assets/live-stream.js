"use strict";
// The stream that says that the data changed: one for all tabs of a browser.
watchline.stream = (() => {
  const SILENCE = 40_000; // ms; the server speaks every 15 s, so by then nothing comes through
  const LONGEST_WAIT = 60_000; // ms between two attempts

  const connection = { sequence: "", connected: false, heardAt: Date.now(), lostAt: Date.now() };
  /** @type {Watchline.StreamListener} */
  let listener = { heard: () => {}, lost: () => {} };
  /** @type {EventSource | null} */
  let source = null;
  let attempts = 0;
  let retry = 0;
  let leads = false; // this tab holds the stream for all tabs of this browser
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("watchline-live") : null;

  /** @param {string} sequence */
  function heard(sequence) {
    const again = !connection.connected;
    Object.assign(connection, { sequence, connected: true, heardAt: Date.now() });
    listener.heard(again);
  }

  function lost() {
    if (connection.connected) connection.lostAt = Date.now();
    connection.connected = false;
    listener.lost();
  }

  function open() {
    clearTimeout(retry);
    source?.close();
    const opened = (source = new EventSource("/live"));
    opened.onmessage = ({ data }) => {
      attempts = 0;
      heard(data);
      channel?.postMessage({ heard: data });
    };
    opened.onerror = () => {
      lost();
      channel?.postMessage({ lost: true });
      // the browser tries again by itself, unless it was sent away
      if (opened.readyState === EventSource.CLOSED) openLater();
    };
  }

  function openLater() {
    clearTimeout(retry);
    attempts += 1;
    retry = setTimeout(open, Math.min(LONGEST_WAIT, 1000 * 2 ** attempts) * (0.5 + Math.random()));
  }

  /**
   * @param {BroadcastChannel} tabs
   * @param {LockManager} locks
   */
  function shareStream(tabs, locks) {
    tabs.onmessage = ({ data }) => {
      if (data.heard && !leads) heard(data.heard);
      if (data.lost && !leads) lost();
      if (data.hello && leads && connection.connected) tabs.postMessage({ heard: connection.sequence });
    };
    tabs.postMessage({ hello: true });
    locks.request("watchline-live", () => {
      leads = true;
      open();
      return new Promise(() => {}); // until the tab is closed
    }).catch(open);
  }

  // Whether the network goes or comes: try again. A server on this machine is there anyway.
  for (const name of ["offline", "online"]) {
    addEventListener(name, () => {
      lost();
      if (leads) channel?.postMessage({ lost: true });
      if (leads || source) open();
    });
  }

  return {
    connection,

    /* Browsers open six connections to a server and no more, so that six tabs with a stream each
       would leave none for data: one tab listens and tells the others. Without locks, which
       browsers offer over HTTPS and on one's own machine, only the tabs in view listen. */
    listen(callbacks) {
      listener = callbacks;
      if (channel && navigator.locks) {
        shareStream(channel, navigator.locks);
        return;
      }
      const follow = () => {
        if (document.hidden) { source?.close(); lost(); } else open();
      };
      document.addEventListener("visibilitychange", follow);
      follow();
    },

    check(now) {
      if (connection.connected && now - connection.heardAt > SILENCE) lost();
      const silent = now - Math.max(connection.heardAt, connection.lostAt);
      // a tab whose leader has fallen silent listens for itself
      if (!connection.connected && silent > SILENCE && source?.readyState !== EventSource.CONNECTING) {
        connection.lostAt = now - watchline.liveWords.GRACE;
        if (!document.hidden || leads) open();
      }
    },
  };
})();
