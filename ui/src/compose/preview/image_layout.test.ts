import { describe, expect, it } from 'vitest';
import { imageLayout, singleRatio } from './image_layout';
import { playtime } from './shown_media';

const wide = { width: 1_600, height: 900 };
const tall = { width: 900, height: 1_600 };

describe('images in the feed', () => {
  it.each([
    [1, wide, { kind: 'one', seen: 1, more: 0 }],
    [2, wide, { kind: 'pair', seen: 2, more: 0 }],
    [3, wide, { kind: 'top', seen: 3, more: 0 }],
    [3, tall, { kind: 'left', seen: 3, more: 0 }],
    [4, wide, { kind: 'top', seen: 4, more: 0 }],
    [5, wide, { kind: 'five', seen: 5, more: 0 }],
    [6, tall, { kind: 'five', seen: 5, more: 1 }],
    [20, wide, { kind: 'five', seen: 5, more: 15 }],
  ])('%i of them, the first %j', (number, first, layout) => {
    expect(imageLayout([first, ...Array.from({ length: number - 1 }, () => wide)])).toEqual(layout);
  });

  it('cut a very tall one', () => expect(singleRatio(tall)).toBe(0.8));
});

it.each([
  [900, '0:01'],
  [48_000, '0:48'],
  [3_725_000, '1:02:05'],
])('%i ms last %s', (ms, words) => expect(playtime(ms)).toBe(words));
