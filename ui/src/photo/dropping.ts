import { photos } from "./photos.svelte";

/** Photos under a drag, and where on the page they are. */
export interface Target {
  photos: number[];
  /** Whether a picture may be meant for them too, and not only a document. */
  pictures: boolean;
  box: DOMRect;
}

/** The photos that a form let go here would be linked to. */
export function targetAt(x: number, y: number): Target | null {
  const under = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-photo], [data-drop]");
  if (!under) return null;
  const box = under.getBoundingClientRect();
  const { photo, drop } = under.dataset;
  const found = photo === undefined ? ofPart(drop) : ofTile(Number(photo));
  return found.length > 0 ? { photos: found, pictures: drop !== "place", box } : null;
}

/** A tile that is chosen stands for all that are. */
function ofTile(id: number): number[] {
  const chosen = photos.chosen.map((photo) => photo.id);
  if (chosen.includes(id)) return chosen;
  return photos.readable.some((photo) => photo.id === id) ? [id] : [];
}

function ofPart(part: string | undefined): number[] {
  if (part === "chosen") return photos.chosen.map((photo) => photo.id);
  const open = photos.detail?.summary.id;
  return open === undefined ? [] : [open];
}
