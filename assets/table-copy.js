"use strict";
// Rows of a table as a spreadsheet and a text program paste them: tabs and lines, and HTML.
watchline.tableCopy = (() => {
  // what a spreadsheet may take for a formula: FORMULA of geodata/readers/marks.py, held together
  // by tests/javascript/formulas.json
  const FORMULA = /(^|[;\t\r\n])(["\x20\t\r\n\f\v]{0,4})('*)([=+\-@＝＋－＠])/g;
  const GROUPED = /^\d{1,3}(,\d{3})+$/;
  const DAY_OR_NUMBER = /^(\d+|\d{4}-\d\d-\d\d)$/;

  /** @param {string} text */
  const guarded = (text) => text.replace(FORMULA, "$1$2'$3$4");

  /** @param {string} text */
  function clean(text) {
    const line = text.replace(/\s+/g, " ").trim();
    return guarded(GROUPED.test(line) ? line.replaceAll(",", "") : line);
  }

  /** @type {Record<string, string>} */
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  /** @param {string} text */
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

  /**
   * All but numbers and days is to stay text: Excel would make a date of "May 2025".
   * @param {string} cell
   */
  const td = (cell) =>
    DAY_OR_NUMBER.test(cell) ? `<td>${cell}</td>` : `<td style="mso-number-format:'\\@'">${escaped(cell)}</td>`;

  return {
    written(head, rows, credit) {
      const names = head.map(clean);
      const cells = rows.map((row) => row.map(clean));
      const lines = credit.map(clean);
      const text = [...[names, ...cells].map((row) => row.join("\t")), "", ...lines].join("\r\n");
      const html = [
        '<meta charset="utf-8"><table><thead><tr>',
        ...names.map((name) => `<th>${escaped(name)}</th>`),
        "</tr></thead><tbody>",
        ...cells.map((row) => `<tr>${row.map(td).join("")}</tr>`),
        "</tbody></table>",
        ...lines.map((line) => `<p>${escaped(line)}</p>`),
      ].join("");
      return { text, html };
    },
  };
})();
