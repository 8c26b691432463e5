// What the machine must have for each task, how to see that it is there, and how to get it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answer, found, pythonWith, ROOT, run, Stop, works } from "./shell.mjs";

const LINUX = ["linux"];
const UNIX = ["linux", "darwin"];
const ALL = ["linux", "darwin", "win32"];

const BUILDS = ["run", "test", "corpus", "fuzz", "bench"];
const WINDOW = ["run", "test"];

/** What the checks in tests/outside import. */
export const OUTSIDE = ["numpy", "PIL.ImageFont"];

/** `there` asks for what a package provides, so that a copy from elsewhere counts too. */
export const NEEDS = [
  need("a C and C++ compiler and make", UNIX, [...BUILDS, "audit"], "build-essential", () => ["cc", "c++", "make"].every(found)),
  need("cmake", ALL, BUILDS, "cmake", () => found("cmake")),
  need("nasm", ALL, BUILDS, "nasm", () => found("nasm")),
  need("perl with its core modules", ALL, BUILDS, "perl", () => works("perl", ["-MFindBin", "-MIPC::Cmd", "-MTime::Piece", "-e", "1"])),
  need("pkg-config", LINUX, BUILDS, "pkg-config", () => found("pkg-config")),
  need("WebKitGTK 4.1 to build with", LINUX, WINDOW, "libwebkit2gtk-4.1-dev", () => works("pkg-config", ["--exists", "webkit2gtk-4.1"])),
  need("D-Bus to build with", LINUX, WINDOW, "libdbus-1-dev", () => works("pkg-config", ["--exists", "dbus-1"])),
  need("Xvfb", LINUX, ["test"], "xvfb", () => found("Xvfb")),
  need("WebKitWebDriver", LINUX, ["test"], "webkit2gtk-driver", () => found("WebKitWebDriver")),
  need("xdotool", LINUX, ["test"], "xdotool", () => found("xdotool")),
  // The system's own Python: Debian's GTK binding is for no other.
  need("GTK 3 for Python", LINUX, ["test"], ["python3-gi", "gir1.2-gtk-3.0"], () =>
    works("/usr/bin/python3", ["-c", "import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk"]),
  ),
  need("the DejaVu fonts", LINUX, ["test"], ["fontconfig", "fonts-dejavu-core"], () => /DejaVu Sans/.test(answer("fc-list", [":", "family"]) ?? "")),
  need("ImageMagick", LINUX, ["test", "bench"], "imagemagick", () => ["import", "mogrify"].every(found)),
  need("cjpeg and jpegtran", ALL, ["test", "bench"], "libjpeg-turbo-progs", () => ["cjpeg", "jpegtran"].every(found)),
  need("Python 3 with NumPy and Pillow", ALL, ["test"], ["python3-numpy", "python3-pil"], () => pythonWith(...OUTSIDE) !== null),
  need("Tesseract with English", ALL, ["test"], ["tesseract-ocr", "tesseract-ocr-eng"], () => /^eng$/m.test(answer("tesseract", ["--list-langs"]) ?? "")),
  need("mat2", LINUX, ["bench"], "mat2", () => found("mat2")),
  need("ExifTool", ALL, ["test", "corpus", "bench"], "libimage-exiftool-perl", () => found("exiftool")),
  need("Python 3 with venv", ALL, ["corpus"], "python3-venv", () => works("python3", ["-c", "import ensurepip, venv"])),
];

function need(thing, systems, tasks, packages, there) {
  return { thing, systems, tasks, packages: [packages].flat(), there };
}

/** Makes the machine ready for a task: installs what is missing where apt-get can, else says what to install. */
export function prepare(task) {
  checkNode();
  checkRust(task);
  const missing = missingFor(task);
  if (missing.length === 0) return;
  if (!found("apt-get")) throw new Stop(`${list(missing)}\nInstall that, then run this again.`);
  install(missing.flatMap((row) => row.packages));
  const still = missingFor(task);
  if (still.length > 0) throw new Stop(`${list(still)}\nThe packages are installed, yet this does not answer: look at PATH first.`);
}

/** The needs of a task that this machine does not meet. */
export function missingFor(task, { needs = NEEDS, system = process.platform } = {}) {
  return needs.filter((row) => row.tasks.includes(task) && row.systems.includes(system) && !row.there());
}

/** Whether dotted version `have` is `want` or newer. */
export function atLeast(have, want) {
  const [a, b] = [have, want].map((version) => version.split(".").map(Number));
  for (let i = 0; i < b.length; i += 1) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) > b[i];
  return true;
}

function list(missing) {
  const rows = missing.map((row) => `  ${row.thing} (on Debian: ${row.packages.join(" ")})`);
  return `This machine lacks:\n${rows.join("\n")}`;
}

function install(packages) {
  const root = process.getuid?.() === 0;
  if (!root && !found("sudo")) throw new Stop(`Run this as root: apt-get install ${packages.join(" ")}\nThen run the task again.`);
  console.log(`Installing ${packages.join(" ")}`);
  const aptGet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"];
  const [program, ...start] = root ? aptGet : ["sudo", ...aptGet];
  run(program, [...start, "update"]);
  run(program, [...start, "install", "-y", "--no-install-recommends", ...packages]);
}

function checkNode() {
  const want = "20.19";
  if (!atLeast(process.versions.node, want)) throw new Stop(`Node.js ${want} or newer is needed; this is ${process.versions.node}.`);
  if (!found("npm")) throw new Stop("npm is missing. It comes with Node.js; on Debian: apt-get install npm.");
}

function checkRust(task) {
  const want = /^rust-version = "([\d.]+)"/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1];
  const have = /^rustc ([\d.]+)/.exec(answer("rustc", ["--version"]) ?? "")?.[1];
  if (!have || !found("cargo")) throw new Stop(`Rust is missing. Install rustup, then Rust ${want} or newer with it: rustup default stable.`);
  if (!atLeast(have, want)) throw new Stop(`Rust ${want} or newer is needed; this is ${have}. Update it with: rustup update stable.`);
  if (task === "test" && !(works("cargo", ["fmt", "--version"]) && works("cargo", ["clippy", "--version"]))) {
    throw new Stop("rustfmt or Clippy is missing. Add them with: rustup component add rustfmt clippy.");
  }
}
