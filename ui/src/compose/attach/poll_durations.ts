import type { PollDuration } from '../../host';

/** How long polls are open, in words, and what LinkedIn says right after publishing. */
export const pollDurations: Record<PollDuration, { words: string; left: string }> = {
  one_day: { words: '1 day', left: '1d left' },
  three_days: { words: '3 days', left: '3d left' },
  one_week: { words: '1 week', left: '1w left' },
  two_weeks: { words: '2 weeks', left: '2w left' },
};
