"use strict";
// Live updates in words: the pill over the list, the badge in the header.
watchline.liveWords = (() => {
  const GRACE = 30_000; // ms of trying again before the data count as stale

  /** @param {number} number */
  const pad = (number) => String(number).padStart(2, "0");
  /** @param {number} ms */
  const utc = (ms) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

  /**
   * The time of day here, with the day unless it is today.
   * @param {number} ms
   * @param {number} now
   */
  function clockTime(ms, now) {
    const at = new Date(ms);
    const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
    const time = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
    return at.toDateString() === new Date(now).toDateString() ? time : `${day}, ${time}`;
  }

  /** @param {number} ms */
  function age(ms) {
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 1) return "just now";
    if (minutes < 60) return `${minutes} min ago`;
    if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
    return `${Math.floor(minutes / 1440)} days ago`;
  }

  /** @param {number} number */
  const count = (number) => (number > 999 ? "999+" : String(number));

  /**
   * @param {Watchline.Feeds} feeds
   * @param {number} now
   * @param {number} clock the server's clock less ours, ms
   * @returns {Watchline.Badge}
   */
  function feedBadge(feeds, now, clock) {
    const failed = feeds.failing ? ` ${feeds.failing} of ${feeds.count} feeds failed at the last attempt.` : "";
    if (!feeds.read) {
      return { state: "stale", words: feeds.late ? "Feeds not read yet" : "Reading feeds…", title: `No feed has been read yet.${failed}` };
    }
    const read = Date.parse(feeds.read);
    if (feeds.late) {
      return { state: "stale", words: `Stale since ${clockTime(read - clock, now)}`, title: `No feed has been read since ${utc(read)}.${failed}` };
    }
    const failing = feeds.failing ? ` · ${feeds.failing} failing` : "";
    const words = `Live · ${age(now + clock - read)}${failing}`;
    return { state: feeds.failing ? "partly" : "live", words, title: `A feed was last read at ${utc(read)}.${failed}` };
  }

  return {
    GRACE,
    count,
    age,

    pill({ new: added, changed, other }) {
      const parts = [];
      if (added) parts.push(`${added.toLocaleString("en")} new`);
      if (changed) parts.push(`${changed.toLocaleString("en")} changed`);
      if (!parts.length && other) return "The list has changed";
      return parts.join(" · ");
    },

    badge({ paused, unseen, answered, connection, feeds, now, clock }) {
      if (paused) {
        const words = `Paused${unseen ? ` · ${count(unseen)} new` : ""}`;
        return { state: "paused", words, title: "The page stays as it is until live updates go on." };
      }
      if (!connection.connected && answered) {
        if (now - connection.lostAt < GRACE) {
          return { state: "waiting", words: "Reconnecting…", title: "The server cannot be reached; the page tries again by itself." };
        }
        const title = `Nothing has come from the server since ${utc(connection.heardAt + clock)}; the page tries again by itself.`;
        return { state: "stale", words: `Stale since ${clockTime(connection.heardAt, now)}`, title };
      }
      return feeds ? feedBadge(feeds, now, clock) : { state: "", words: "", title: "" };
    },
  };
})();
