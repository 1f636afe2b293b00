"use strict";
// Whole UTC days: as numbers counted from 1 January 1970, as ISO dates, in words.
watchline.dates = (() => {
  const DAY = 86_400_000; // ms
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  /** @param {number} day */
  const toIso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  /** @param {number[]} date year, month from 0, day of the month; days beyond the month run on */
  const isoOf = ([year, month, day]) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

  return {
    toIso,

    toDay: (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY),

    inWords(day) {
      const date = new Date(day * DAY);
      return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    },

    recent(text, now = new Date()) {
      const match = /^-([1-9]\d{0,3})([dm])$/.exec(text || "");
      if (!match) return null;
      const [number, unit] = [Number(match[1]), match[2]];
      const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
      const today = isoOf([year, month, day]);
      if (unit === "d") return [isoOf([year, month, day + 1 - number]), today];
      const length = new Date(Date.UTC(year, month + 1 - number, 0)).getUTCDate();
      return [isoOf([year, month - number, Math.min(day, length) + 1]), today];
    },
  };
})();
