import { describe, expect, it } from 'vitest';
import type { AccountView, PlacedAccount } from '../host';
import { accounts as agency } from '../host/testing/agency';
import { changed } from './changes';

const model = agency()[0] as AccountView;
const row = (id: string, name = id): AccountView => ({ ...model, id, name });
const placed = (at: number, id: string, name = id): PlacedAccount => ({ at, account: row(id, name) });
const list = ['a', 'b', 'c', 'd'].map((id) => row(id));

describe('changes', () => {
  it.each<[string, PlacedAccount[], string[], string]>([
    ['nothing', [], [], 'abcd'],
    ['a row that changed in its place', [placed(1, 'b')], [], 'abcd'],
    ['a row that moved up', [placed(0, 'c')], [], 'cabd'],
    ['a row that moved down', [placed(3, 'a')], [], 'bcda'],
    ['a new row between others', [placed(2, 'x')], [], 'abxcd'],
    ['new rows after the last', [placed(4, 'x'), placed(5, 'y')], [], 'abcdxy'],
    ['a row that is gone', [], ['b'], 'acd'],
    ['all of it at once', [placed(0, 'x'), placed(2, 'd')], ['c'], 'xadb'],
  ])('%s', (_, rows, gone, after) => {
    expect(changed(list, rows, gone).map(({ id }) => id).join('')).toBe(after);
  });

  it('leave every other row the same object, so that it is not drawn again', () => {
    const next = changed(list, [placed(1, 'b', 'Bo')], []);
    expect(next[1]?.name).toBe('Bo');
    expect(next.filter((account, at) => account === list[at]).map(({ id }) => id)).toEqual(['a', 'c', 'd']);
  });
});
