/** The rows of a long grid that are worth drawing. Sizes in CSS pixels. */
export interface GridWindow {
  columns: number;
  first: number;
  end: number;
  /** Height of the whole grid, and where the drawn rows begin. */
  height: number;
  top: number;
}

export function gridWindow(
  count: number,
  width: number,
  scroll: number,
  view: number,
  tile: { width: number; height: number },
): GridWindow {
  const columns = Math.max(1, Math.floor(width / tile.width));
  const rows = Math.ceil(count / columns);
  const margin = 2;
  const firstRow = Math.min(Math.max(0, Math.floor(scroll / tile.height) - margin), Math.max(0, rows - 1));
  const endRow = Math.min(rows, Math.ceil((scroll + view) / tile.height) + margin);
  return {
    columns,
    first: firstRow * columns,
    end: Math.min(count, endRow * columns),
    height: rows * tile.height,
    top: firstRow * tile.height,
  };
}

/** Where a key takes the one tile that can be reached by Tab; null when the key does not move. */
export function moved(
  key: string,
  from: number,
  count: number,
  columns: number,
  page: number,
): number | null {
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    PageUp: from - columns * page,
    PageDown: from + columns * page,
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined) return null;
  if ((key === "ArrowUp" || key === "ArrowDown") && (to < 0 || to >= count)) return from;
  return Math.min(Math.max(to, 0), count - 1);
}
