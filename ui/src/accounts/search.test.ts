import { expect, it } from 'vitest';
import type { AccountView } from '../host';
import { accounts as agency } from '../host/testing/agency';
import { searchText, searchWords } from './search';

const account: AccountView = { ...(agency()[0] as AccountView), name: 'Chloé Lambert', headline: 'HR', tags: ['VIP'] };

it('looks at the name without accents, the headline, the client, the status and the tags', () => {
  expect(searchText(account, 'Brightside')).toBe(`chloe lambert hr brightside ${account.status.label.toLowerCase()} vip`);
});

it('follows a client that gets another name', () => {
  expect(searchText(account, 'Alder')).toContain('alder');
  expect(searchText(account, 'Finch')).not.toContain('alder');
});

it('takes the words of a search in any order and any writing', () => {
  expect(searchWords('  Chloé  ALDER ')).toEqual(['chloe', 'alder']);
});
