// The name under which the page saves what the server sends.
import assert from "node:assert/strict";
import test from "node:test";
import { load, shared } from "./scripts.mjs";

const { nameIn } = load(["base", "export-files"], { document: { addEventListener() {} }, window: {} }).exportFiles;

test("a file is saved in the letters of its name", () => {
  for (const [name, header] of shared("file-names.json").written) assert.equal(nameIn(header), name);
});

test("without a name there is none", () => {
  assert.equal(nameIn(""), undefined);
});
