"use strict";
// Tables that are sorted where they stand: the equivalents of figures, whose rows are all there.
// The table of events is sorted by the server, since a page holds a part of it.
watchline.tableSort = (() => {
  const NUMBER = /^-?\d{1,3}(,\d{3})*(\.\d+)?$|^-?\d+(\.\d+)?$/;

  /** @param {TreeElement} element */
  const inside = ([, , ...children]) => children;

  /**
   * @param {TreeNode} node
   * @returns {string}
   */
  const words = (node) => (typeof node === "string" ? node : Array.isArray(node) ? inside(node).map(words).join("") : "");

  /**
   * What a row is sorted by; "" is not known.
   * @param {TreeElement} row
   * @param {number} column
   */
  function valueOf(row, column) {
    const cell = inside(row)[column];
    return Array.isArray(cell) ? cell[1]["data-value"] ?? words(cell) : "";
  }

  /** @param {string} value */
  const asNumber = (value) => (NUMBER.test(value) ? Number(value.replaceAll(",", "")) : NaN);

  const alphabet = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  return {
    rows(rows, column, descending) {
      const keyed = rows.map((row) => ({ row, value: valueOf(row, column) }));
      const known = keyed.filter(({ value }) => value !== "");
      const numeric = known.every(({ value }) => !Number.isNaN(asNumber(value)));
      const way = descending ? -1 : 1;
      known.sort((a, b) => way * (numeric ? asNumber(a.value) - asNumber(b.value) : alphabet.compare(a.value, b.value)));
      return [...known, ...keyed.filter(({ value }) => value === "")].map(({ row }) => row);
    },

    // numbers from the highest down, words from the beginning of the alphabet
    descends(rows, column) {
      const values = rows.map((row) => valueOf(row, column)).filter(Boolean);
      return values.length > 0 && values.every((value) => !Number.isNaN(asNumber(value)));
    },
  };
})();
