/** A list with one of its things at another place. */
export function moved<Thing>(list: readonly Thing[], from: number, to: number): Thing[] {
  const at = Math.max(0, Math.min(list.length - 1, to));
  const rest = [...list];
  const [thing] = rest.splice(from, 1);
  if (thing !== undefined) rest.splice(at, 0, thing);
  return rest;
}

/** Where a key moves a thing to; `undefined` for a key that moves nothing. */
export function movedByKey(key: string, at: number, number: number, columns: number): number | undefined {
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: number - 1 }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(number - 1, to));
}
