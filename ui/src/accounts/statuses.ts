import type { AccountView, StatusKind, Tone } from '../host';

/** Every kind of status in the order of the bar, with the word its filter shows. */
export const kinds: { kind: StatusKind; tone: Tone; word: string }[] = [
  { kind: 'connected', tone: 'ok', word: 'connected' },
  { kind: 'expires_soon', tone: 'warn', word: 'expiring' },
  { kind: 'limited_until', tone: 'warn', word: 'limited' },
  { kind: 'provider_unreachable', tone: 'warn', word: 'unreachable' },
  { kind: 'sign_in_needed', tone: 'bad', word: 'sign-in needed' },
  { kind: 'permission_missing', tone: 'bad', word: 'permission missing' },
  { kind: 'restricted', tone: 'bad', word: 'restricted' },
  { kind: 'checkpoint', tone: 'info', word: 'checkpoint' },
  { kind: 'connecting', tone: 'info', word: 'connecting' },
  { kind: 'paused', tone: 'idle', word: 'paused' },
  { kind: 'removed', tone: 'idle', word: 'removed' },
  { kind: 'unknown', tone: 'idle', word: 'unknown' },
];

export type StatusCount = (typeof kinds)[number] & { count: number };

/** How many accounts have each kind of status; kinds that nobody has are left out. */
export function countByKind(accounts: readonly AccountView[]): StatusCount[] {
  const counts = new Map<StatusKind, number>();
  for (const account of accounts) counts.set(account.status.kind, (counts.get(account.status.kind) ?? 0) + 1);
  return inOrder(counts);
}

/** Counts in the order of the bar. */
export function inOrder(counts: ReadonlyMap<StatusKind, number>): StatusCount[] {
  return kinds.flatMap((entry) => {
    const count = counts.get(entry.kind) ?? 0;
    return count ? [{ ...entry, count }] : [];
  });
}
