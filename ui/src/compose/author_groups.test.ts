import { expect, it } from 'vitest';
import type { AuthorView } from '../host';
import { grouped } from './author_groups';

const author = (id: string, more: Partial<AuthorView> = {}): AuthorView => ({
  id, name: id, detail: 'Official', headline: null, is_page: false, provider: 'linkedin', client_id: 'one', colour: null, cannot_publish: null, allowance: null, note: null, ...more,
});
const clients = [{ id: 'one', name: 'One', colour: 'plum' as const, archived: false }];
const read = (authors: AuthorView[], chosen: string[] = []) =>
  grouped(authors, clients, new Set(chosen)).map((line) => line.title ?? line.author?.id);

it('lists authors by client, pages first, and those that can’t publish last', () => {
  const authors = [author('dana', { cannot_publish: 'Sign-in needed' }), author('mia'), author('page', { is_page: true }), author('solo', { client_id: null })];
  expect(read(authors)).toEqual(['One', 'page', 'mia', 'No client', 'solo', 'Can’t publish', 'dana']);
});

it('keeps a chosen author in place when its account drops, so that it can be unticked', () => {
  expect(read([author('dana', { cannot_publish: 'Sign-in needed' })], ['dana'])).toEqual(['One', 'dana']);
});
