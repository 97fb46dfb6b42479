import { expect, it } from 'vitest';
import { lasting, uploadWords } from './upload_words';

it.each([
  [0.2, '1 s'],
  [40, '40 s'],
  [150, '3 min'],
  [3_600, '1 h'],
  [7_500, '2 h 5 min'],
])('%f seconds last %s', (seconds, words) => expect(lasting(seconds)).toBe(words));

const half = { sent: 12_582_912, total: 90_177_536, parts_done: 3, parts: 22, bytes_per_second: 4_404_019, seconds_left: 18 };

it.each([
  [half, '12.0 MB of 86.0 MB sent · 3 of 22 parts · 4.2 MB a second · 18 s left'],
  [{ ...half, parts: 1, parts_done: 0, bytes_per_second: null, seconds_left: null }, '12.0 MB of 86.0 MB sent'],
  [{ ...half, sent: half.total }, '86.0 MB sent · being processed'],
])('an upload is told as it is', (upload, words) => expect(uploadWords(upload)).toBe(words));
