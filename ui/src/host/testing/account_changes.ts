import type { AccountChanges, AccountTotals, AccountView, ClientView, SavedFilter } from '../index';

const firstRows = 100;

function counted<Value>(values: Value[]): [Value, number][] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

function totals(list: AccountView[]): AccountTotals {
  const tags = counted(list.flatMap((account) => account.tags)).sort(([one], [other]) => one.localeCompare(other));
  return {
    accounts: list.length,
    need_you: list.filter((account) => account.status.needs_you).length,
    kinds: counted(list.map((account) => account.status.kind)).map(([kind, count]) => ({ kind, count })),
    clients: counted(list.flatMap((account) => account.client_id ?? [])).map(([id, count]) => ({ id, count })),
    tags: tags.map(([tag, count]) => ({ tag, count })),
    sources: counted(list.map((account) => account.setup_source)).map(([source]) => source),
  };
}

/** Tells a list as the core does: the first rows, then the rest, then only what changed. */
export function accountChanges(): (
  since: number | null,
  now: { list: AccountView[]; clients: ClientView[]; filters: SavedFilter[] },
) => AccountChanges {
  let edition = 0;
  let told = new Map<string, AccountView>();
  return (since, { list, clients, filters }) => {
    const from_nothing = since !== edition;
    const known = from_nothing ? new Map<string, AccountView>() : told;
    const rows = from_nothing ? list.slice(0, firstRows) : list;
    told = new Map(rows.map((account) => [account.id, account]));
    edition += 1;
    return {
      edition,
      from_nothing,
      more: rows.length < list.length,
      placed: rows.flatMap((account, at) => (known.get(account.id) === account ? [] : [{ at, account }])),
      removed: [...known.keys()].filter((id) => !told.has(id)),
      totals: totals(list),
      clients,
      filters,
    };
  };
}
