import type { TargetVerdict } from '../host';

/** Each problem once, with the authors it is about. */
export function groupedProblems(targets: readonly TargetVerdict[]): { problem: string; who: string }[] {
  const about = new Map<string, string[]>();
  for (const { author_name, problems } of targets) {
    for (const problem of problems) about.set(problem, [...(about.get(problem) ?? []), author_name]);
  }
  return [...about].map(([problem, names]) => ({ problem, who: names.length > 3 ? `${names.length} authors` : names.join(', ') }));
}
