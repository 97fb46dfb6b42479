import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useHost } from '../host';
import { memoryHost } from '../host/testing/memory';
import { composer } from './composer.svelte';
import { withPart } from './variants/versions';

const write = (text: string) => composer.change(withPart(composer.draft, undefined, 'text', { text, mentions: [] }));

beforeEach(async () => {
  vi.useFakeTimers();
  composer.forget();
});
afterEach(() => vi.useRealTimers());

async function saves() {
  const host = memoryHost({ alive: false });
  useHost(host);
  await composer.load();
  return vi.spyOn(host, 'draftSave');
}

it('saves when the keys rest', async () => {
  const save = await saves();
  write('H');
  write('Hi');
  await vi.advanceTimersByTimeAsync(399);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(save).toHaveBeenCalledOnce();
  expect(composer.unsaved).toBe(false);
});

it('saves every two seconds while the keys don’t rest', async () => {
  const save = await saves();
  for (let i = 0; i < 50; i += 1) {
    write('x'.repeat(i + 1));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(save.mock.calls.map(([, draft]) => draft.wording.text.text.length)).toEqual([20, 40]);
});

it('keeps no draft in which nothing was ever written', async () => {
  const save = await saves();
  write('');
  await vi.advanceTimersByTimeAsync(500);
  expect(save).not.toHaveBeenCalled();
});

it('never lets an older text overtake a newer one', async () => {
  const save = await saves();
  const order: string[] = [];
  let finish: (at: string) => void = () => {};
  save.mockImplementationOnce((_, draft) => {
    order.push(draft.wording.text.text);
    return new Promise((resolve) => (finish = resolve));
  });
  save.mockImplementation(async (_, draft) => {
    order.push(draft.wording.text.text);
    return new Date().toISOString();
  });
  write('old');
  await vi.advanceTimersByTimeAsync(400);
  write('new');
  await vi.advanceTimersByTimeAsync(400);
  expect(order).toEqual(['old']);
  finish(new Date().toISOString());
  await vi.advanceTimersByTimeAsync(1);
  expect(order).toEqual(['old', 'new']);
  expect(composer.unsaved).toBe(false);
});
