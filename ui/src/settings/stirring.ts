/** How often the shell hears of it at most, in milliseconds: the clock that locks the register counts minutes. */
const EVERY = 10_000;

/** Says that somebody is there, whenever something is pressed or moved. Gives back what stops it. */
export function tellStirring(tell: () => void): () => void {
  let told = -Infinity;
  const stir = () => {
    const now = performance.now();
    if (now - told < EVERY) return;
    told = now;
    tell();
  };
  const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
  for (const sign of signs) window.addEventListener(sign, stir, { passive: true, capture: true });
  return () => {
    for (const sign of signs) window.removeEventListener(sign, stir, { capture: true });
  };
}
