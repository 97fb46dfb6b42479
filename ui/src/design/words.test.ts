import { describe, expect, it } from 'vitest';
import { folded, left, moment, plural, since, size } from './words';

const now = new Date('2026-11-23T09:45:00').getTime();
const at = (text: string) => new Date(text).toISOString();

describe('times are written for somebody in a hurry', () => {
  it.each([
    ['2026-11-23T09:44:30', 'just now'],
    ['2026-11-23T09:41:00', '4 min ago'],
    ['2026-11-23T06:45:00', '3 h ago'],
    ['2026-11-18T09:45:00', '18 Nov'],
    ['2025-10-02T09:45:00', '2 Oct 2025'],
  ])('%s was %s', (then, words) => expect(since(at(then), now)).toBe(words));

  it('shows the time of day only for today', () => {
    expect(moment(at('2026-11-23T08:05:00'), now)).toBe('08:05');
    expect(moment(at('2026-11-22T08:05:00'), now)).toBe('22 Nov');
  });

  it.each([
    ['2026-11-23T09:49:22', '4:22'],
    ['2026-11-23T09:45:09', '0:09'],
    ['2026-11-25T09:45:00', '48 h'],
    ['2026-11-23T09:45:00', ''],
    ['2026-11-23T09:00:00', ''],
  ])('until %s there is "%s" left', (until, words) => expect(left(at(until), now)).toBe(words));
});

it.each([
  [1, '1 byte'],
  [842_113, '822 KB'],
  [15_728_640, '15.0 MB'],
])('%i bytes are %s', (bytes, words) => expect(size(bytes)).toBe(words));

it('counts one and many', () => {
  expect(plural(1, 'account')).toBe('1 account');
  expect(plural(1_200, 'copy', 'copies')).toBe('1,200 copies');
});

it('finds names without their accents', () => expect(folded('Tomás BERGSTRÖM')).toBe('tomas bergstrom'));
