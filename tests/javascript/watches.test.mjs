import assert from "node:assert/strict";
import { test } from "node:test";
import { load, storage } from "./scripts.mjs";

const { watchList } = load(["watch-list"], { localStorage: storage() });
const watch = (changes) => ({
  id: "w1", name: "South", query: "region=SYR-Sweida", rule: "", notify: true, since: 3, told: false, said: 0, shared: false, ...changes,
});
const parse = (list, store = "a") => watchList.parse(JSON.stringify({ store, list }));

test("a watch comes back as it was stored", () => {
  assert.deepEqual(parse([watch({ rule: "least-5-7" })]), { store: "a", list: [watch({ rule: "least-5-7" })] });
});

test("what somebody wrote into the storage by hand is a watch only where it can be one", () => {
  const bad = [null, 7, {}, watch({ id: "<b>" }), watch({ query: 7 }), watch({ query: "x".repeat(8001) })];
  assert.deepEqual(parse(bad).list, []);
  const [mended] = parse([watch({ name: "n".repeat(99), rule: "drop table", notify: "yes", since: -1, said: 1.5 })]).list;
  assert.equal(mended.name.length, 80);
  assert.deepEqual([mended.rule, mended.notify, mended.since, mended.said], ["", false, 0, 0]);
  for (const json of [null, "", "{", "[]", '{"list": 1}']) assert.equal(watchList.parse(json), null);
});

test("there are twenty watches at most, and each once", () => {
  const many = Array.from({ length: 30 }, (_, i) => watch({ id: `w${i}` }));
  assert.equal(parse(many).list.length, 20);
  assert.deepEqual(parse([watch(), watch({ name: "Again" })]).list, [watch()]);
});

const counted = (before, count, changes = {}) => {
  const answer = { store: "a", import: 9, watches: { w1: { new: 0, speaksUp: false, says: "", here: false, ...count } }, ...changes };
  const { watches, notices } = watchList.counted({ store: "a", list: [before] }, answer);
  return { ...watches.list[0], store: watches.store, says: notices.map(({ says }) => says) };
};

test("a person is told of new events once", () => {
  const first = counted(watch(), { new: 2, says: "2 new" });
  assert.deepEqual([first.said, first.says], [2, ["2 new"]]);
  assert.deepEqual(counted(watch({ said: 2 }), { new: 2, says: "2 new" }).says, []);
  assert.deepEqual(counted(watch({ notify: false }), { new: 2, says: "2 new" }).says, []);
});

test("with a threshold a person is told when it is reached, and again after it was not", () => {
  const rule = "more-7";
  assert.deepEqual(counted(watch({ rule }), { new: 5, says: "5 new" }).says, []);
  const reached = counted(watch({ rule }), { speaksUp: true, says: "More than usual" });
  assert.deepEqual([reached.told, reached.says], [true, ["More than usual"]]);
  assert.deepEqual(counted(watch({ rule, told: true }), { speaksUp: true, says: "More than usual" }).says, []);
  assert.equal(counted(watch({ rule, told: true }), { speaksUp: false }).told, false);
});

test("in another store, counting starts at its newest import", () => {
  assert.deepEqual([counted(watch(), {}, { store: "b" }).since, counted(watch(), {}, { store: "b" }).store], [9, "b"]);
  assert.equal(counted(watch({ since: 12 }), {}).since, 9);
  assert.equal(counted(watch(), {}).since, 3);
});

test("a watch that the server did not count stays as it is", () => {
  assert.deepEqual(watchList.counted({ store: "a", list: [watch()] }, { store: "a", import: 9, watches: {} }).watches.list, [watch()]);
});

test("watches are stored for the next visit, and kept in the page where storage is off", () => {
  watchList.update((watches) => { watches.list.push(watch()); });
  assert.deepEqual(watchList.stored().list, [watch()]);
  const fail = () => { throw new Error("off"); };
  const without = load(["watch-list"], { localStorage: { getItem: fail, setItem: fail } }).watchList;
  without.update((watches) => { watches.list.push(watch()); });
  assert.deepEqual(without.stored().list, [watch()]);
});

const operators = { id: "all1", name: "South", query: "region=SYR-Sweida", rule: "more-7" };

test("the operator's watches stand before a reader's own, and count from when they were first seen", () => {
  const { list } = watchList.adopted({ store: "a", list: [watch()] }, [operators], 7);
  assert.deepEqual(list.map(({ id, shared, since }) => [id, shared, since]), [["all1", true, 7], ["w1", false, 3]]);
  const again = watchList.adopted({ store: "a", list: list.map((one) => ({ ...one, since: 9 })) }, [operators], 20);
  assert.deepEqual(again.list.map(({ since }) => since), [9, 9]);
});

test("an operator's watch that is gone from the server is gone from the browser", () => {
  const { list } = watchList.adopted({ store: "a", list: [watch({ id: "all0", shared: true }), watch()] }, [], 7);
  assert.deepEqual(list, [watch()]);
});

test("the operator's watches take none of the twenty places", () => {
  const many = Array.from({ length: 30 }, (_, i) => watch({ id: `w${i}` }));
  const { list } = parse([watch({ id: "all1", shared: true }), ...many]);
  assert.deepEqual([list.length, watchList.own(list).length, list[0].shared], [21, 20, true]);
});
