// `run`: builds the desktop program and starts it.
import { built, cargo, installUi, npm } from "./build.mjs";
import { prepare } from "./machine.mjs";
import { run } from "./shell.mjs";

export function runDesktop(args) {
  prepare("run");
  installUi();
  npm("run", "build");
  cargo("build", "--release", "--locked", "-p", "safelight-desktop");
  // Without this WebKitGTK shows a blank window on some graphics drivers.
  const env = process.platform === "linux" ? { WEBKIT_DISABLE_DMABUF_RENDERER: process.env.WEBKIT_DISABLE_DMABUF_RENDERER ?? "1" } : {};
  run(built("release", "safelight-desktop"), args, { env });
}
