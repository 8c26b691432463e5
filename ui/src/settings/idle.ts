const MINUTES = 15;

/** Calls `lock` once nothing was pressed or moved for a while. Gives back what stops the watch. */
export function idleLock(lock: () => void, minutes = MINUTES): () => void {
  let timer = 0;
  const begin = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(lock, minutes * 60_000);
  };
  const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
  for (const sign of signs) window.addEventListener(sign, begin, { passive: true });
  begin();
  return () => {
    window.clearTimeout(timer);
    for (const sign of signs) window.removeEventListener(sign, begin);
  };
}
