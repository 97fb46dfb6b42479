import { describe, expect, it } from 'vitest';
import { moved, movedByKey } from './order';

describe('an image', () => {
  it.each([
    [0, 2, 'bca'],
    [2, 0, 'cab'],
    [1, 9, 'acb'],
    [1, -4, 'bac'],
    [1, 1, 'abc'],
  ])('moves from %i to %i', (from, to, order) => expect(moved([...'abc'], from, to).join('')).toBe(order));

  it.each([
    ['ArrowRight', 1, 2],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['End', 1, 6],
    ['Enter', 1, undefined],
  ])('moves by %s from %i to %s', (key, at, to) => expect(movedByKey(key, at, 7, 4)).toBe(to));
});
