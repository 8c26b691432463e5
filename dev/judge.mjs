// The judge of exported pictures: the oracle (audit.py) and the Python it runs in, ExifTool, djxl: nothing of the
// project's own code.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { targetFolder } from "./build.mjs";
import { readIfThere, readStart } from "./files.mjs";
import { capture, found, run, Stop } from "./shell.mjs";

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
  #work;
  #decoded = new Map();

  /** `work` is an empty folder for what the judge writes. */
  constructor(oracle, work) {
    if (!existsSync(oracle)) throw new Stop(`There is no oracle at ${oracle}. Name one with --oracle FILE.`);
    this.#oracle = oracle;
    this.#work = work;
    mkdirSync(work, { recursive: true });
    this.#python = preparePython();
  }

  /** Each file's media type and what ExifTool calls it, by its content. */
  types(paths) {
    if (paths.length === 0) return new Map();
    const { stdout } = capture("exiftool", ["-charset", "filename=UTF8", "-j", "-FileType", "-MIMEType", "-@", "-"], { input: lines(paths) });
    const rows = stdout.trim() === "" ? [] : JSON.parse(stdout);
    return new Map(rows.map(({ SourceFile, FileType, MIMEType }) => [SourceFile, { name: FileType, media: MIMEType }]));
  }

  /** The oracle's row of each exported picture. What it cannot show but djxl can is compared as djxl shows it. */
  rows(exported) {
    const rows = this.#rows(exported, "pairs");
    const unseen = rows.filter(({ pixels }) => pixels === null);
    const shown = unseen.map(({ source, output }) => ({ source: this.#png(source), output: this.#png(output) }));
    const pairs = shown.filter(({ source, output }) => source && output);
    const compared = new Map(this.#rows(pairs, "decoded").map(({ source, pixels }) => [source, pixels]));
    unseen.forEach((row, index) => {
      const pixels = compared.get(shown[index].source) ?? null;
      Object.assign(row, { pixels, clean: row.clean && !pixels });
    });
    return rows;
  }

  /** Those of these pictures that can be decoded at all. */
  decodable(paths) {
    const input = paths.map((path) => `${JSON.stringify(path)}\n`).join("");
    const place = [dirname(this.#oracle), basename(this.#oracle, ".py")];
    const { status, stdout } = capture(this.#python, ["-c", SHOWABLE, ...place], { input, stderr: "inherit" });
    if (status !== 0) throw new Stop("The oracle could not be asked which pictures can be decoded.");
    const shown = new Set(JSON.parse(stdout));
    return new Set(paths.filter((path) => shown.has(path) || this.#png(path)));
  }

  #rows(pairs, name) {
    // ExifTool prints its manual where no file is named.
    if (pairs.length === 0) return [];
    const [list, verdicts] = [join(this.#work, `${name}.tsv`), join(this.#work, `${name}.json`)];
    writeFileSync(list, pairs.map(({ source, output }) => `${source}\t${output}\n`).join(""));
    // It ends with 1 when a pair is not clean, which its rows say better.
    run(this.#python, [this.#oracle, list, "--json", verdicts], { allowed: [0, 1], stdio: ["ignore", "ignore", "inherit"] });
    const written = readIfThere(verdicts);
    if (written === null) throw new Stop("The oracle gave no verdicts.");
    return JSON.parse(written);
  }

  /** A JPEG XL as a PNG, upright; null where it is none, is broken, or there is no djxl. */
  #png(path) {
    if (!isJxl(path) || !found("djxl")) return null;
    if (!this.#decoded.has(path)) {
      const png = join(this.#work, `${this.#decoded.size}.png`);
      const { status } = capture("djxl", [path, png]);
      const shown = status === 0 && existsSync(png);
      // djxl has turned the picture upright, and repeats the Exif block that says how.
      if (shown) writeFileSync(png, withoutExif(readFileSync(png)));
      this.#decoded.set(path, shown ? png : null);
    }
    return this.#decoded.get(path);
  }
}

/** A bare codestream or a container (ISO/IEC 18181-2, 9). */
function isJxl(path) {
  const start = readStart(path, 8).toString("latin1");
  return start.startsWith("\xFF\x0A") || start === "\0\0\0\x0CJXL ";
}

/** A PNG's bytes less its Exif block, as a chunk (PNG, third edition, 11.3.4.5) or as text, as ImageMagick writes it. */
export function withoutExif(png) {
  const kept = [png.subarray(0, 8)];
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (!["eXIf", "tEXt", "zTXt"].includes(png.toString("latin1", at + 4, at + 8))) kept.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

function lines(paths) {
  return paths.map((path) => `${path}\n`).join("");
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
