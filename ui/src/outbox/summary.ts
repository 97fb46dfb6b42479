import type { TargetState, TargetView } from '../host';

type Word = TargetState | 'scheduled';

const words: [Word, string][] = [
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
  ['scheduled', 'scheduled'],
  ['dropped', 'let go'],
];

/** A copy that waits for its time is under way for nobody. */
export function isScheduled({ state, due_at }: Pick<TargetView, 'state' | 'due_at'>): boolean {
  return state === 'queued' && due_at !== null;
}

function wordOf(target: TargetView): Word {
  return isScheduled(target) ? 'scheduled' : target.state;
}

/** What became of the copies, such as "3 published · 1 held". */
export function summary(targets: readonly TargetView[]): string {
  const all = targets.length;
  return words
    .map(([state, word]) => {
      const count = targets.filter((target) => wordOf(target) === state).length;
      if (!count) return '';
      return count === all && all > 1 ? `all ${word}` : `${count} ${word}`;
    })
    .filter(Boolean)
    .join(' · ');
}
