// The judge of exported pictures: the oracle (audit.py) and the Python it runs in, nothing of the project's own code.
import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { targetFolder } from "./build.mjs";
import { readIfThere } from "./files.mjs";
import { capture, run, Stop } from "./shell.mjs";

// Pinned: which pictures count as decodable depends on them.
const PACKAGES = ["pillow==13.0.0", "pillow-heif==1.8.1", "numpy==2.4.6"];

// Reads paths from stdin, one a line as JSON; prints a JSON list of those that the oracle can show.
const SHOWABLE = `
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
oracle = importlib.import_module(sys.argv[2])
good = []
for line in sys.stdin:
    path = json.loads(line)
    try:
        oracle.shown(path)
    except Exception:
        continue
    good.append(path)
print(json.dumps(good))
`;

export class Judge {
  #python;
  #oracle;

  constructor(oracle) {
    if (!existsSync(oracle)) throw new Stop(`There is no oracle at ${oracle}. Name one with --oracle FILE.`);
    this.#oracle = oracle;
    this.#python = preparePython();
  }

  /** The oracle's row of each source<TAB>output pair in a file. */
  rows(pairs, verdicts) {
    // It ends with 1 when a pair is not clean, which its rows say better.
    run(this.#python, [this.#oracle, pairs, "--json", verdicts], { allowed: [0, 1], stdio: ["ignore", "ignore", "inherit"] });
    const written = readIfThere(verdicts);
    if (written === null) throw new Stop("The oracle gave no verdicts.");
    return JSON.parse(written);
  }

  /** Those of these pictures that can be decoded at all. */
  decodable(paths) {
    const input = paths.map((path) => `${JSON.stringify(path)}\n`).join("");
    const place = [dirname(this.#oracle), basename(this.#oracle, ".py")];
    const { status, stdout } = capture(this.#python, ["-c", SHOWABLE, ...place], { input, stderr: "inherit" });
    if (status !== 0) throw new Stop("The oracle could not be asked which pictures can be decoded.");
    return new Set(JSON.parse(stdout));
  }
}

/** A Python of the project's own: Debian's refuses packages from pip. */
function preparePython() {
  const folder = join(targetFolder(), "judge");
  const python = process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const stamp = join(folder, "packages");
  const wanted = PACKAGES.join("\n");
  if (readIfThere(stamp) === wanted) return python;
  run("python3", ["-m", "venv", "--clear", folder]);
  run(python, ["-m", "pip", "install", "--quiet", ...PACKAGES]);
  writeFileSync(stamp, wanted);
  return python;
}
