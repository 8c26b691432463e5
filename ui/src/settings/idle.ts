const MINUTES = 15;
const MINUTE = 60_000;

/**
 * Calls `lock` once nothing was pressed or moved for a while; the time of work that goes on by itself does not count.
 * Gives back what stops the watch.
 */
export function idleLock(lock: () => void, busy: () => boolean, minutes = MINUTES): () => void {
  let timer = 0;
  let idle = 0;
  const begin = () => {
    window.clearTimeout(timer);
    idle = 0;
    timer = window.setTimeout(count, MINUTE);
  };
  const count = () => {
    idle = busy() ? 0 : idle + 1;
    if (idle >= minutes) lock();
    else timer = window.setTimeout(count, MINUTE);
  };
  const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
  for (const sign of signs) window.addEventListener(sign, begin, { passive: true });
  begin();
  return () => {
    window.clearTimeout(timer);
    for (const sign of signs) window.removeEventListener(sign, begin);
  };
}
