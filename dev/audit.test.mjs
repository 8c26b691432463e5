import assert from "node:assert/strict";
import { test } from "node:test";
import { vulnerabilities } from "./audit.mjs";

test("npm's counts are read, and an error is never taken for none", () => {
  assert.deepEqual(vulnerabilities('{"metadata":{"vulnerabilities":{"total":0}}}'), { total: 0 });
  assert.equal(vulnerabilities('{"statusCode":405,"error":{"summary":""}}'), null);
  assert.equal(vulnerabilities(""), null);
});
