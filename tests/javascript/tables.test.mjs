import assert from "node:assert/strict";
import { test } from "node:test";
import { load, shared } from "./scripts.mjs";

const { tableSort, tableCopy, links } = load(["links", "table-sort", "table-copy"]);

/** A row of a tree: its first cell, then further ones; of an array the second is its value. */
const row = (...cells) => ["tr", {}, ...cells.map((cell) => (Array.isArray(cell) ? ["td", { "data-value": cell[1] }, cell[0]] : ["td", {}, cell]))];
const firsts = (rows) => rows.map((one) => one[2][2]);

test("numbers are sorted as numbers, and as many stay as they stood", () => {
  const rows = [row("a", "1,204"), row("b", "9"), row("c", "31"), row("d", "9")];
  assert.deepEqual(firsts(tableSort.rows(rows, 1, true)), ["a", "c", "b", "d"]);
  assert.deepEqual(firsts(tableSort.rows(rows, 1, false)), ["b", "d", "c", "a"]);
});

test("what is not known comes last in both directions", () => {
  const rows = [row("a", ["not known", ""]), row("b", ["4–7", "7"]), row("c", ["", ""]), row("d", "0")];
  assert.deepEqual(firsts(tableSort.rows(rows, 1, true)), ["b", "d", "a", "c"]);
  assert.deepEqual(firsts(tableSort.rows(rows, 1, false)), ["d", "b", "a", "c"]);
});

test("words go by the alphabet, links by their words, periods by their days", () => {
  const link = (words) => ["tr", {}, ["th", {}, ["a", { href: "?" }, words]]];
  assert.deepEqual(tableSort.rows([link("Zürich"), link("ajloun"), link("Émèse")], 0, false).map((one) => one[2][2][2]), ["ajloun", "Émèse", "Zürich"]);
  const weeks = [row(["week of 7 Jul 2025", "2025-07-07"]), row(["week of 30 Jun 2025", "2025-06-30"])];
  assert.deepEqual(firsts(tableSort.rows(weeks, 0, false)), ["week of 30 Jun 2025", "week of 7 Jul 2025"]);
});

test("a column of numbers is first sorted from the highest down, one of words is not", () => {
  const rows = [row("Sweida", "3", ["not known", ""]), row("Daraa", "12", ["4–7", "7"])];
  assert.deepEqual([0, 1, 2].map((column) => tableSort.descends(rows, column)), [false, true, true]);
});

test("no copied cell is a formula, by the rule of the files", () => {
  for (const [given, safe] of shared("formulas.json")) {
    const { text } = tableCopy.written(["Event"], [[given]], []);
    assert.equal(text.split("\r\n")[1], safe.replace(/\s+/g, " ").trim());
  }
});

test("a copy has head, rows and credit, and a cell is never two", () => {
  const { text } = tableCopy.written(["Date", "Event"], [["2025-07-16", "Two\tlines\nof text"], ["May 2025", "Talks"]], ["Data: ours"]);
  assert.equal(text, "Date\tEvent\r\n2025-07-16\tTwo lines of text\r\nMay 2025\tTalks\r\n\r\nData: ours");
});

test("a copy for a spreadsheet keeps its text text, its days days and its numbers numbers", () => {
  const { html } = tableCopy.written(["<b>"], [["2025-07-16", "May 2025", "1,204", "<script>"]], ["A & B"]);
  assert.match(html, /<td>2025-07-16<\/td><td style="mso-number-format:'\\@'">May 2025<\/td><td>1204<\/td>/);
  assert.match(html, /<th>&lt;b&gt;<\/th>.*&lt;script&gt;.*<p>A &amp; B<\/p>/);
});

test("a row of the table opens its event with everything else as it is", () => {
  assert.equal(links.opening("?view=table&sort=-deaths&tab=actors", "own:a b&c"), "?view=table&sort=-deaths&event=own%3Aa+b%26c");
});
