import { folded } from '../design/words';
import type { AccountView } from '../host';

const known = new WeakMap<AccountView, { client: string | undefined; text: string }>();

/**
 * Everything of an account that the search looks at, ready for comparing. A row that changes is a
 * new object, and a client may get another name, so neither can leave an old text behind.
 */
export function searchText(account: AccountView, client: string | undefined): string {
  const before = known.get(account);
  if (before && before.client === client) return before.text;
  const text = folded([account.name, account.headline, client, account.status.label, ...account.tags].join(' '));
  known.set(account, { client, text });
  return text;
}

/** The words of a search, ready for comparing. */
export function searchWords(query: string): string[] {
  return folded(query).split(/\s+/).filter(Boolean);
}
