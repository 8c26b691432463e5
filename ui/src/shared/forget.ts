/**
 * Begins the page anew. All that it held in memory, records and names and what was being typed, goes with the old one: no
 * list of variables to empty, which the next one would be missing from.
 */
export function forget() {
  window.location.reload();
}
