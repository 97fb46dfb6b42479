/** One account as the inspector shows it, and what is done about it there. */
import type { Host } from '../index';
import { ago, labels, status } from './agency';
import type { Core } from './core';
import { planFor } from './flows';

type Inspecting = Pick<Host, 'accountDetail' | 'accountSaySource' | 'accountsMerge' | 'accountsUndoMerge' | 'accountsKeepBoth' | 'cookiesKeep' | 'returnStop' | 'returnNow'>;

export function inspectingCommands(core: Core): Inspecting {
  let cookiesKept = true;
  let mergedInto = '';
  let apart = false;
  return {
    accountDetail: async (id) => {
      const row = core.account(id);
      return {
        account: row,
        client_name: core.clients().find((client) => client.id === row.client_id)?.name ?? null,
        plan: planFor(row),
        facts: [
          { label: 'Provider', value: `${row.provider === 'edges' ? 'Edges · identity' : 'Unipile · account'} 4f2c…9a` },
          { label: 'Session', value: row.status.kind === 'connected' ? 'works' : 'ended 12 min ago by LinkedIn' },
          { label: 'Linked', value: '2 October 2026' },
          { label: 'Secrets', value: 'none stored on this computer' },
        ],
        products: [
          { product: 'classic', name: 'Classic', subscribed: true, enabled: true, switchable: false, sentence: 'Classic works.' },
          ...(row.provider === 'unipile' && row.products.includes('Sales Navigator')
            ? [{ product: 'sales_navigator', name: 'Sales Navigator', subscribed: true, enabled: true, switchable: true, sentence: 'Sales Navigator works.' }]
            : []),
          { product: 'recruiter', name: 'Recruiter', subscribed: null, enabled: false, switchable: true, sentence: 'Recruiter isn’t enabled here. Refresh with Recruiter ticked to use it.' },
        ],
        products_stay: row.provider === 'unipile' && row.status.kind === 'connected' ? 'Unipile takes a product away only when the account signs in again, and it refuses that while the account works.' : null,
        pages: row.products.includes('Pages') ? [{ name: 'Alder & Finch', role: 'Content admin' }, { name: 'Finch Careers', role: 'Super admin' }] : [],
        consent: core.consents.get(id) ?? null,
        automatic_return: row.setup_source === 'api_cookies' ? { keep: cookiesKept, kept_at: cookiesKept ? ago(3_000) : null, next_at: row.returning?.next_at ?? null, tries: row.returning?.tries ?? 0, of: 5 } : null,
        same_person: row.also_through.map((through) => ({ id: 'acc-9', name: row.name, through: `${through}, SHARED · LOGIN`, status: 'Connected', kept_apart: apart })),
        merged: row.id === mergedInto ? [{ id: 'acc-9', into: row.id, through: 'Edges, SHARED · LOGIN', at: ago(0) }] : [],
        history: [
          { at: ago(6), sentence: 'Login link created by you', actor: 'operator', tone: 'info', kind: 'linking' },
          { at: ago(12), sentence: 'Session ended: signed out on LinkedIn', actor: 'provider', tone: 'bad', kind: 'linking' },
          { at: ago(7_300), sentence: 'Published “We’re hiring in Lagos” to 2 pages', actor: 'rollcall', tone: 'ok', kind: 'linking' },
          { at: ago(75_000), sentence: 'Linked with login link', actor: 'owner', tone: 'ok', kind: 'linking' },
        ],
      };
    },
    accountSaySource: async (id, source) => {
      core.change(id, { setup_source: source, setup_source_label: labels[source] });
      return null;
    },
    accountsMerge: async (keep) => {
      mergedInto = keep;
      core.change(keep, { also_through: [] });
      return keep;
    },
    accountsUndoMerge: async (other) => {
      core.change(mergedInto, { also_through: ['Edges'] });
      mergedInto = '';
      return other;
    },
    accountsKeepBoth: async () => {
      apart = true;
      core.tell({ event: 'accounts_changed' });
      return null;
    },
    cookiesKeep: async (id, keep) => {
      cookiesKept = keep;
      core.change(id, { returning: null });
      return { keep, kept_at: null, next_at: null, tries: 0, of: 5 };
    },
    returnStop: async (id) => {
      core.change(id, { returning: null });
      return { keep: cookiesKept, kept_at: null, next_at: null, tries: 1, of: 5 };
    },
    returnNow: async (id) => {
      await core.pause(1_200);
      core.change(id, { status: status('connected', 0), checked_at: ago(0), next_step: null, returning: null });
      return null;
    },
  };
}
