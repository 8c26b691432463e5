// `bench`: times and memory, as ratios to other programs in the same run. Nothing passes or fails by them.
import { resolve } from "node:path";
import { cargo } from "./build.mjs";
import { prepare } from "./machine.mjs";

/** `photos` is a folder of real camera JPEGs; without one, cleaning folders is not measured. */
export function bench([photos]) {
  prepare("bench");
  cargo("bench", "--locked", "--bench", "redaction", "--bench", "screen");
  cargo("bench", "--locked", "--bench", "folder", ...(photos ? ["--", resolve(photos)] : []));
}
