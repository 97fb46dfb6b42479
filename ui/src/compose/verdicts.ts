import type { TargetVerdict } from '../host';

type Verdict = { author_name: string; misfits: readonly Pick<TargetVerdict['misfits'][number], 'sentence'>[] };

/** Each problem once, with the authors it is about. */
export function groupedProblems(targets: readonly Verdict[]): { problem: string; who: string }[] {
  const about = new Map<string, string[]>();
  for (const { author_name, misfits } of targets) {
    for (const { sentence } of misfits) about.set(sentence, [...(about.get(sentence) ?? []), author_name]);
  }
  return [...about].map(([problem, names]) => ({ problem, who: names.length > 3 ? `${names.length} authors` : names.join(', ') }));
}
