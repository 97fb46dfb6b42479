import { describe, expect, it } from 'vitest';
import { daysAhead, firstOffer, wallTime } from './wall_time';

/** Tuesday, 24 November 2026, at this time of the computer's clock. */
const tuesday = (hour: number, minute = 0) => new Date(2026, 10, 24, hour, minute).getTime();

describe('a time to publish at', () => {
  it.each([
    ['9:30', 9, 30],
    ['09.30', 9, 30],
    ['0930', 9, 30],
    ['17', 17, 0],
    [' 23:59 ', 23, 59],
  ])('is typed as %s', (typed, hour, minute) => {
    expect(wallTime('2026-11-25', typed, tuesday(12))).toEqual({ at: new Date(2026, 10, 25, hour, minute).toISOString() });
  });

  it.each([['24:00'], ['9:7'], ['noon'], ['']])('is none as %j', (typed) => {
    expect(wallTime('2026-11-25', typed, tuesday(12))).toEqual({ why: 'Write the time as 9:30 or 17:00.' });
  });

  it('is not in the past', () => expect(wallTime('2026-11-24', '11:59', tuesday(12))).toEqual({ why: 'This time has passed.' }));

  it.each([
    [6, '2026-11-24', '09:00'],
    [13, '2026-11-24', '14:00'],
    [19, '2026-11-25', '09:00'],
  ])('is offered at %i o’clock', (hour, day, time) => expect(firstOffer(tuesday(hour, 20))).toEqual({ day, time }));
});

it('the next days are named', () => {
  const [today, tomorrow, third] = daysAhead(tuesday(12));
  expect([today, tomorrow]).toEqual([
    { value: '2026-11-24', label: 'Today' },
    { value: '2026-11-25', label: 'Tomorrow' },
  ]);
  expect(third?.label).toContain('26 Nov');
});
