import { host } from '../../host';
import { composer } from '../composer.svelte';
import { named } from './mention_link';
import type { Mentionable } from './MentionMenu.svelte';

/** Who can be mentioned by these words, asked as the author whose version is written, else the first one. */
export async function mentionable(words: string): Promise<Mentionable[]> {
  const typed = named(words);
  if (typed) return [typed];
  return host().mentionsFind(words, composer.version ?? composer.chosen[0] ?? null);
}
