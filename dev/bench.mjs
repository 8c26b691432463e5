// `bench`: times and memory, as ratios to other programs in the same run. Nothing passes or fails by them.
import { cargo } from "./build.mjs";
import { prepare } from "./machine.mjs";

export function bench() {
  prepare("bench");
  cargo("bench", "--locked", "--bench", "*");
}
