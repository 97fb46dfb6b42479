import type { Mentionable } from './MentionMenu.svelte';
import { mentionable } from './schema';

/**
 * Whom a URN or a link with a number in it means, with the name that may follow it, such as
 * `urn:li:person:782bbtaQ Hana Lindqvist`. A link with only a name in it takes a lookup.
 */
export function named(words: string): Mentionable | undefined {
  const [first = '', ...rest] = words.trim().split(/\s+/);
  const company = /^(?:https?:\/\/)?(?:[a-z]{2,3}\.|www\.)?linkedin\.com\/company\/(\d+)\/?(?:[?#].*)?$/i.exec(first);
  const urn = company ? `urn:li:organization:${company[1]}` : first;
  if (!mentionable.test(urn)) return undefined;
  const name = rest.join(' ');
  return { urn, name: name || 'Name', note: name ? urn : 'Type the name after it, as LinkedIn writes it' };
}
