import type { FixView, TargetVerdict } from '../host';

/** Something that doesn't fit, once, with the authors it is about. */
export type Finding = { sentence: string; stops: boolean; who: string; authors: string[]; fixes: FixView[] };

/** Each finding once: what stops a copy before what is only to know. */
export function findings(targets: readonly TargetVerdict[]): Finding[] {
  const found = new Map<string, Finding & { names: string[] }>();
  for (const { author_id, author_name, misfits } of targets) {
    for (const { sentence, stops, fixes } of misfits) {
      const key = `${stops} ${sentence}`;
      const finding = found.get(key) ?? { sentence, stops, who: '', authors: [], names: [], fixes };
      found.set(key, { ...finding, authors: [...finding.authors, author_id], names: [...finding.names, author_name] });
    }
  }
  return [...found.values()]
    .map(({ names, ...finding }) => ({ ...finding, who: names.length > 3 ? `${names.length} authors` : names.join(', ') }))
    .sort((a, b) => Number(b.stops) - Number(a.stops));
}
