import { convertFileSrc } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { consents } from "./commands/consents";
import { exports } from "./commands/exports";
import { keeping } from "./commands/keeping";
import { people } from "./commands/people";
import { photos } from "./commands/photos";
import { settings } from "./commands/settings";
import type { DropEvent } from "./wire/DropEvent";
import type { Failure } from "./wire/Failure";

/** Everything the window may ask the shell, one file a place. */
export const commands = { ...settings, ...keeping, ...photos, ...people, ...consents, ...exports };

export { onLocked } from "./commands/keeping";

export function onDrop(hear: (event: DropEvent) => void): Promise<() => void> {
  return listen<DropEvent>("drop", (event) => {
    hear(event.payload);
  });
}

/**
 * The photo as it is, as it would be exported, the same as fast as regions change, the copy that is held to be shown, or a
 * picture that one of its findings hides.
 */
export type View = "original" | "output" | "at-once" | "held" | `hidden-${number}`;

/** The address of a picture, drawn in memory by the shell. */
export function picture(photo: number, version: number, view: View, side: number) {
  return convertFileSrc(`${photo}/${version}/${view}/${side}`, "photo");
}

/** The address of a page of a signed form: one that waits (`waiting-3`), or the one of a version of a record (`id.2`). */
export function paper(form: string, page: number, side: number) {
  return convertFileSrc(`form/${form}/${page}/${side}`, "photo");
}

/** The address of the very pixels of a part of the photo, at their own size. */
export function crop(
  photo: number,
  version: number,
  view: "original" | "output",
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) {
  return convertFileSrc(`${photo}/${version}/${view}/crop/${x},${y},${width},${height}`, "photo");
}

/** Why the shell has no picture at an address. */
export async function whyNoPicture(address: string): Promise<Failure> {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    return failureOf(await answer.json());
  } catch (thrown) {
    // It was drawn this time, and a picture is not for scripts to read; or the shell is gone.
    return failureOf(thrown);
  }
}

/** What a refused command said; anything else is a defect and says so. */
export function failureOf(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown)
    return { code: String(thrown.code), message: String(thrown.message) };
  return { code: "defect", message: String(thrown) };
}
