import { composer } from '../composer.svelte';
import { folded } from '../../design/words';
import { named } from './mention_link';
import type { Mentionable } from './MentionMenu.svelte';

/** Who can be mentioned by these words: the pages among the authors, and what a link or a URN means. */
export async function mentionable(words: string): Promise<Mentionable[]> {
  const typed = named(words);
  if (typed) return [typed];
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const found = new Map<string, Mentionable>();
  for (const author of composer.authors) {
    const urn = author.is_page ? author.id.split('/')[1] : undefined;
    const name = folded(author.name);
    if (urn && wanted.every((word) => name.includes(word))) found.set(urn, { urn, name: author.name, note: 'Page' });
  }
  return [...found.values()];
}
