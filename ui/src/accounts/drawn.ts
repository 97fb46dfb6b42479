let drawn = false;

/**
 * Marks in the web inspector's timeline, which the benches read too, when the list's first row
 * was painted.
 */
export function rowDrawn(): void {
  if (drawn) return;
  drawn = true;
  // A frame calls back before it is painted, and a timer of its own only after.
  requestAnimationFrame(() => setTimeout(() => performance.mark('accounts listed')));
}
