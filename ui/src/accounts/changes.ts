import type { AccountId, AccountView, PlacedAccount } from '../host';

/** The list with its changes; rows that didn't change stay the same objects. */
export function changed(
  list: readonly AccountView[],
  placed: readonly PlacedAccount[],
  removed: readonly AccountId[],
): AccountView[] {
  const gone = new Set(removed);
  for (const { account } of placed) gone.add(account.id);
  const kept = list.filter((account) => !gone.has(account.id));
  const next: AccountView[] = [];
  let at = 0;
  for (const { at: place, account } of placed) {
    while (next.length < place && at < kept.length) next.push(kept[at++] as AccountView);
    next.push(account);
  }
  while (at < kept.length) next.push(kept[at++] as AccountView);
  return next;
}
