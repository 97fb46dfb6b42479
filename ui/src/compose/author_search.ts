import { searchWords } from '../accounts/search';
import { folded } from '../design/words';
import type { AuthorView } from '../host';

const known = new WeakMap<AuthorView, string>();

function searchText(author: AuthorView): string {
  let text = known.get(author);
  if (text === undefined) {
    text = folded(`${author.name} ${author.detail} ${author.headline ?? ''}`);
    known.set(author, text);
  }
  return text;
}

/** The authors in whom every word of a search is found. */
export function authorsCalled(query: string, authors: AuthorView[]): AuthorView[] {
  const words = searchWords(query);
  if (!words.length) return authors;
  return authors.filter((author) => words.every((word) => searchText(author).includes(word)));
}
