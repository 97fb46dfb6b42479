import { accounts } from '../accounts/accounts.svelte';
import type { Consent, ConsentHow, ConsentStatement, LinkTask } from '../host';

/** How an owner can have agreed, as offered. */
export const ways: { value: ConsentHow | ''; label: string }[] = [
  { value: '', label: 'Choose how' },
  { value: 'email', label: 'By e-mail' },
  { value: 'contract', label: 'In a contract' },
  { value: 'in_person', label: 'In person or on the phone' },
  { value: 'other', label: 'In another way' },
];

/** Whether the owner's consent is kept already: it is not asked for again. */
export function consentIsKept(task: LinkTask | undefined): boolean {
  const { detail } = accounts;
  return detail !== undefined && detail.account.id === task?.account_id && detail.consent !== null;
}

/** What the form states, once it is enough. */
export function statement(how: ConsentHow | '', note: string): ConsentStatement | null {
  const tidy = note.trim();
  if (!how || (how === 'other' && !tidy)) return null;
  return { how, note: tidy };
}

/** A kept consent as a line of facts. */
export function inWords(consent: Consent): string {
  const way = { email: 'By e-mail', contract: 'In a contract', in_person: 'In person', other: 'In another way' }[consent.how];
  const day = new Date(consent.at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return `${way}${consent.note ? ` (${consent.note})` : ''}, stated by you on ${day}`;
}
