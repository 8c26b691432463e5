// Running other programs.
import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What the person at the keyboard must put right: shown as it is, without a stack. */
export class Stop extends Error {}

/** Runs a program in the foreground; anything but an exit status in `allowed` stops the work. Returns that status. */
export function run(program, args, { cwd = ROOT, env = {}, allowed = [0], stdio = "inherit" } = {}) {
  const ended = start(program, args, { cwd, env: { ...process.env, ...env }, stdio });
  if (ended.error) throw new Stop(`\`${program}\` could not be started: ${ended.error.message}`);
  if (!allowed.includes(ended.status)) {
    const how = ended.signal ? `was ended by ${ended.signal}` : `ended with exit status ${ended.status}`;
    throw new Stop(`\`${[program, ...args].join(" ")}\` ${how}.`);
  }
  return ended.status;
}

/** What a program prints, whatever its exit status (null when it could not be started). */
export function capture(program, args, { cwd = ROOT, input = "", stderr = "ignore" } = {}) {
  const options = { cwd, input, stdio: ["pipe", "pipe", stderr], encoding: "utf8", maxBuffer: Infinity };
  const { status, stdout } = start(program, args, options);
  return { status, stdout: stdout ?? "" };
}

/** What a program prints, or null when it is missing or fails. */
export function answer(program, args) {
  const { status, stdout } = capture(program, args);
  return status === 0 ? stdout.trim() : null;
}

/** Whether a program is there and content with these arguments. */
export function works(program, args) {
  return answer(program, args) !== null;
}

/** A Python 3 that has these modules, or null: the one in PATH, else the system's own, whose modules Debian packages. */
export function pythonWith(...modules) {
  return ["python3", "/usr/bin/python3"].find((python) => works(python, ["-c", `import ${modules.join(", ")}`])) ?? null;
}

/** Whether a program of this name is in PATH. */
export function found(name) {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => endings.some((ending) => runnable(join(folder, name + ending))));
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function start(program, args, options) {
  // On Windows npm is a batch file, which only a shell can start.
  const shell = process.platform === "win32" && program === "npm";
  return spawnSync(program, args, { ...options, shell });
}
