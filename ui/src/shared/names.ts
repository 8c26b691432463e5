/** Splits a name so that its last letters and its extension stay on screen when its start is cut. */
export function nameParts(name: string): { start: string; end: string } {
  const letters = Array.from(name);
  const dot = letters.lastIndexOf(".");
  const extension = dot > 0 && letters.length - dot <= 6 ? letters.length - dot : 0;
  const kept = Math.min(letters.length, extension + 4);
  return {
    start: letters.slice(0, letters.length - kept).join(""),
    end: letters.slice(letters.length - kept).join(""),
  };
}
