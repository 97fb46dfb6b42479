import type { TargetState, TargetView } from '../host';

const words: [TargetState, string][] = [
  ['published', 'published'],
  ['unknown', 'uncertain'],
  ['held', 'held'],
  ['refused', 'refused'],
  ['retry_later', 'to try again'],
  ['uploading', 'uploading'],
  ['paused', 'paused'],
  ['handed_over', 'handed over'],
  ['missed', 'missed'],
  ['sending', 'sending'],
  ['queued', 'queued'],
  ['dropped', 'let go'],
];

/** What became of the copies, such as "3 published · 1 held". */
export function summary(targets: readonly TargetView[]): string {
  const all = targets.length;
  return words
    .map(([state, word]) => {
      const count = targets.filter((target) => target.state === state).length;
      if (!count) return '';
      return count === all && all > 1 ? `all ${word}` : `${count} ${word}`;
    })
    .filter(Boolean)
    .join(' · ');
}
