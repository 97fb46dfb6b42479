import type { AccountView, ClientId } from '../host';

/** How many accounts each client has. */
export function countByClient(accounts: readonly AccountView[]): Map<ClientId, number> {
  const counts = new Map<ClientId, number>();
  for (const { client_id } of accounts) if (client_id) counts.set(client_id, (counts.get(client_id) ?? 0) + 1);
  return counts;
}

/** Every tag that somebody has, by name, with how many have it. */
export function countByTag(accounts: readonly AccountView[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { tags } of accounts) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => a.tag.localeCompare(b.tag));
}
