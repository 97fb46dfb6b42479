import { describe, expect, it } from 'vitest';
import { emojiGroups, emojisFor } from './emoji';

describe('emojis', () => {
  it.each([
    ['rocket', '🚀'],
    ['waving hand', '👋'],
    ['Germany', '🇩🇪'],
  ])('are found by %j', async (query, emoji) => {
    expect(emojisFor(query, await emojiGroups()).map(({ unicode }) => unicode)).toContain(emoji);
  });

  it('come in groups, none of them empty', async () => {
    for (const group of await emojiGroups()) expect(group.emojis.length).toBeGreaterThan(20);
  });
});
