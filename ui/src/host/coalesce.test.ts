import { expect, it } from 'vitest';
import { coalesced } from './coalesce';

it('makes any number of wishes during a fetch into one more fetch', async () => {
  const ends: (() => void)[] = [];
  let fetches = 0;
  const load = coalesced(async () => {
    fetches += 1;
    await new Promise<void>((resolve) => ends.push(resolve));
  });
  const first = load();
  void load();
  void load();
  ends.shift()?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(fetches).toBe(2);
  ends.shift()?.();
  await first;
  expect(fetches).toBe(2);
});

it('fetches again after a failure', async () => {
  let fail = true;
  const load = coalesced(async () => {
    if (fail) throw new Error('gone');
  });
  await expect(load()).rejects.toThrow('gone');
  fail = false;
  await expect(load()).resolves.toBeUndefined();
});
