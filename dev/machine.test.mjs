import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeast, missingFor, NEEDS } from "./machine.mjs";
import { pythonWith } from "./shell.mjs";

const row = (tasks, systems, there) => ({ thing: "thing", tasks, systems, packages: ["package"], there: () => there });

test("only what the task needs and the machine lacks is missing", () => {
  const lacking = row(["test"], ["linux"], false);
  const needs = [lacking, row(["test"], ["linux"], true), row(["run"], ["linux"], false), row(["test"], ["darwin"], false)];
  assert.deepEqual(missingFor("test", { needs, system: "linux" }), [lacking]);
});

test("starting the program asks for no test package", () => {
  const packages = (task) => NEEDS.filter((need) => need.tasks.includes(task)).flatMap((need) => need.packages);
  for (const name of ["xvfb", "webkit2gtk-driver", "xdotool", "imagemagick", "python3-numpy", "tesseract-ocr"]) {
    assert.ok(packages("test").includes(name));
    assert.ok(!packages("run").includes(name));
  }
});

test("versions compare by number, not by letter", () => {
  assert.ok(atLeast("1.100.0", "1.95"));
  assert.ok(atLeast("1.95.0", "1.95"));
  assert.ok(!atLeast("1.9.5", "1.95"));
});

test("a Python without the modules is none", () => {
  assert.equal(pythonWith("sys", "no_such_module_anywhere"), null);
});
