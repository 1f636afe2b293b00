import assert from "node:assert/strict";
import { test } from "node:test";
import { load, storage } from "./scripts.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-03-21T12:00:00Z");

const fresh = (globals = { localStorage: storage() }) => load(["live-visits"], globals).visits;
const { visits, liveWords: words } = load(["live-visits", "live-words"], { localStorage: storage() });

const answer = (number, at = NOW, store = "a") => ({ store, import: number, now: new Date(at).toISOString() });
const reader = (changes) => ({ store: "a", since: 3, visits: [], seen: ["x"], last: { import: 5, at: NOW - 60_000 }, ...changes });

test("for someone who was never here, nothing is new", () => {
  const after = visits.visited({ store: "", since: 0, visits: [], last: null, seen: [] }, answer(7), false);
  assert.deepEqual(after, { store: "a", since: 7, visits: [], seen: [], last: { import: 7, at: NOW } });
});

test("with another store, or one put back to an earlier state, reading begins anew", () => {
  assert.equal(visits.visited(reader(), answer(9, NOW, "b"), false).since, 9);
  assert.equal(visits.visited(reader({ since: 8 }), answer(4), false).since, 4);
  assert.deepEqual(visits.visited(reader(), answer(9, NOW, "b"), true).seen, []);
});

test("reading on is no new visit; coming back after half an hour is one", () => {
  assert.deepEqual(visits.visited(reader(), answer(6), false), reader({ last: { import: 6, at: NOW } }));
  const last = { import: 5, at: NOW - HOUR };
  const after = visits.visited(reader({ last }), answer(6), false);
  assert.deepEqual(after.visits, [last]);
  assert.equal(after.since, 3);
});

test("a page that nobody looks at is no visit", () => {
  const before = reader({ last: { import: 5, at: NOW - HOUR } });
  assert.equal(visits.visited(before, answer(6), true), before);
});

test("what was not seen is new for a week and no longer", () => {
  const old = { import: 4, at: NOW - 8 * DAY };
  const before = reader({ visits: [{ import: 1, at: NOW - 20 * DAY }, old, { import: 5, at: NOW - DAY }] });
  const after = visits.visited({ ...before, last: { import: 6, at: NOW - HOUR } }, answer(7), false);
  assert.equal(after.since, 4);
});

test("what a browser remembers does not grow without end", () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ import: i, at: NOW - DAY - i }));
  assert.equal(visits.visited(reader({ visits: many, last: { import: 5, at: NOW - HOUR } }), answer(6), false).visits.length, 40);
  const store = fresh();
  store.update((before) => ({ ...before, seen: Array.from({ length: 5000 }, (_, i) => String(i)) }));
  assert.equal(store.stored().seen.length, 3000);
  assert.equal(store.stored().seen.at(-1), "4999");
});

test("a storage with rubbish in it, or none at all, does not stop the page", () => {
  for (const text of [null, "", "{", "7", '{"visits": 1, "seen": []}', "null"]) assert.equal(visits.parse(text), null);
  const none = fresh({ localStorage: { getItem() { throw new Error("off"); }, setItem() { throw new Error("off"); } } });
  assert.equal(none.stored(), null);
  none.update((before) => ({ ...before, since: 2 }));
  assert.equal(none.stored().since, 2);
});

test("the pill says what waits", () => {
  const none = { new: 0, changed: 0, other: false };
  assert.equal(words.pill({ ...none, new: 1200, changed: 1 }), "1,200 new · 1 changed");
  assert.equal(words.pill({ ...none, other: true }), "The list has changed");
  assert.equal(words.pill(none), "");
});

test("ages are told in the unit that fits", () => {
  const minutes = [0.5, 1, 59, 60, 47 * 60, 48 * 60].map((number) => words.age(number * 60_000));
  assert.deepEqual(minutes, ["just now", "1 min ago", "59 min ago", "1 h ago", "47 h ago", "2 days ago"]);
  assert.deepEqual([7, 999, 1000].map(words.count), ["7", "999", "999+"]);
});

const connection = { sequence: "1", connected: true, heardAt: NOW - 45_000, lostAt: NOW - 45_000 };
const feeds = { read: new Date(NOW - 120_000).toISOString(), late: false, count: 3, failing: 0 };
const badge = (changes) => {
  const { state, words: text } = words.badge({ paused: false, unseen: 0, answered: true, connection, feeds, now: NOW, clock: 0, ...changes });
  return [state, text];
};

test("the badge says whether the data are live, in part, late, or not reached", () => {
  assert.deepEqual(badge(), ["live", "Live · 2 min ago"]);
  assert.deepEqual(badge({ feeds: { ...feeds, failing: 1 } }), ["partly", "Live · 2 min ago · 1 failing"]);
  assert.deepEqual(badge({ feeds: { ...feeds, read: "", late: true } }), ["stale", "Feeds not read yet"]);
  assert.equal(badge({ feeds: { ...feeds, late: true } })[0], "stale");
  assert.deepEqual(badge({ feeds: null }), ["", ""]);
  assert.deepEqual(badge({ paused: true, unseen: 4 }), ["paused", "Paused · 4 new"]);
  assert.equal(badge({ connection: { ...connection, connected: false, lostAt: NOW - 10_000 } })[0], "waiting");
  assert.equal(badge({ connection: { ...connection, connected: false } })[0], "stale");
});

test("the age of the data does not depend on this machine's clock", () => {
  assert.deepEqual(badge({ now: NOW - HOUR, clock: HOUR }), ["live", "Live · 2 min ago"]);
});
