/** Clients, tags, filters and many accounts at once, as the core would do them. */
import type {
  AccountView,
  ActivityLine,
  ClientColour,
  ClientView,
  Done,
  Host,
  ImportPreview,
  ManyAction,
  ManyReport,
  OneResult,
} from '../index';
import { ago } from './agency';
import { type Core, refuse } from './core';

const links = ['hosted_link', 'shared_login', 'shared_extension', 'official_zernio'];
const sentences: [string, ActivityLine['entry']['kind'], ActivityLine['entry']['actor'], ActivityLine['entry']['tone']][] = [
  ['Sign-in needed: the session ended on LinkedIn', 'status', 'provider', 'bad'],
  ['Login link created by you', 'linking', 'operator', 'info'],
  ['Refreshed with a login link', 'linking', 'owner', 'ok'],
  ['Belongs to Alder & Finch now', 'organising', 'operator', 'idle'],
  ['Published “We’re hiring in Lagos”', 'publishing', 'operator', 'ok'],
  ['Connected: Rollcall brought it back with its cookies', 'status', 'rollcall', 'ok'],
  ['The owner agreed by e-mail (12 March)', 'consent', 'operator', 'idle'],
];

type Organising = Pick<
  Host,
  | 'clientCreate'
  | 'clientChange'
  | 'accountsAssign'
  | 'accountsTag'
  | 'accountsUntag'
  | 'tagRename'
  | 'filterSave'
  | 'filterRemove'
  | 'undo'
  | 'accountsPause'
  | 'accountsResume'
  | 'refreshLinksMake'
  | 'manyCancel'
  | 'refreshLinksCopy'
  | 'refreshLinksEmail'
  | 'accountsExport'
  | 'activityExport'
  | 'accountsImportPreview'
  | 'accountsImportApply'
  | 'activityList'
>;

/** The commands, on this core. */
export function organisingCommands(core: Core): Organising {
  const done = (sentence: string, changed: number, back: () => void): Done => {
    const undo = core.steps.keep(back);
    core.tell({ event: 'accounts_changed' });
    return { sentence, changed, undo };
  };
  const of = (ids: string[]) => core.accounts().filter((account) => ids.includes(account.id));
  const many = (count: number) => (count === 1 ? '1 account' : `${count} accounts`);
  const retag = (ids: string[], sentence: string, to: (tags: string[]) => string[]) => {
    const before = of(ids).map(({ id, tags }) => ({ id, tags }));
    for (const { id, tags } of before) core.change(id, { tags: to(tags).sort((a, b) => a.localeCompare(b)) });
    return done(sentence, before.length, () => before.forEach(({ id, tags }) => core.change(id, { tags })));
  };
  const each = async (action: ManyAction, ids: string[], act: (account: AccountView) => Partial<OneResult>): Promise<ManyReport> => {
    const all = of(ids);
    const results: OneResult[] = [];
    for (const [done, account] of all.entries()) {
      core.tell({ event: 'many', data: { action, done, total: all.length, current: account.name } });
      await core.pause(200);
      results.push({ account_id: account.id, name: account.name, outcome: 'done', sentence: 'Done.', next_step: null, link_host: null, expires_at: null, ...act(account) });
    }
    return { action, results, cancelled: false };
  };
  const happened = (): ActivityLine[] =>
    core.accounts().flatMap((account, i) =>
      sentences.slice(0, 1 + (i % sentences.length)).map(([sentence, kind, actor, tone], j) => ({
        id: 10_000 - i * 10 - j,
        account_id: account.id,
        account_name: account.name,
        client_id: account.client_id,
        entry: { at: ago(i * 47 + j * 11), sentence, kind, actor, tone },
      })),
    ).sort((a, b) => b.entry.at.localeCompare(a.entry.at));
  const preview: ImportPreview = {
    id: 'import-1',
    lines: [
      { line: 2, name: 'Dana Okafor', account_id: 'acc-1', changes: ['Client: Harbour Search, not Alder & Finch', 'Tag: key account'], problem: null },
      { line: 3, name: 'Nobody Known', account_id: null, changes: [], problem: 'Nobody is called Nobody Known. Sync the connections first, or give the provider id.' },
      { line: 4, name: 'Mateo Ruiz', account_id: 'acc-2', changes: [], problem: null },
    ],
    new_clients: ['Harbour Search'],
    unknown_columns: ['phone'],
    changed: 1,
    problems: 1,
  };
  return {
    clientCreate: async (name, colour) => {
      if (core.clients().some((client) => client.name.toLowerCase() === name.trim().toLowerCase())) refuse(`A client is called ${name.trim()} already. Choose another name.`);
      const before = core.clients();
      const client: ClientView = { id: `client-${before.length + 1}`, name: name.trim(), colour: colour ?? ('teal' satisfies ClientColour), archived: false };
      core.setClients([...before, client]);
      return { client, done: done(`${client.name} is a client now.`, 0, () => core.setClients(before)) };
    },
    clientChange: async (id, change) => {
      const before = core.clients();
      core.setClients(before.map((client) => client.id !== id ? client : { ...client, name: change.name ?? client.name, colour: change.colour ?? client.colour, archived: change.archived ?? client.archived }));
      const name = core.clients().find((client) => client.id === id)?.name ?? '';
      return done(change.archived ? `${name} is archived. Its accounts stay in the list.` : `${name} is changed.`, 0, () => core.setClients(before));
    },
    accountsAssign: async (ids, client_id) => {
      const before = of(ids).map(({ id, client_id }) => ({ id, client_id }));
      for (const { id } of before) core.change(id, { client_id });
      const name = core.clients().find((client) => client.id === client_id)?.name ?? 'no client';
      return done(`${many(before.length)} now belong to ${name}.`, before.length, () => before.forEach(({ id, client_id }) => core.change(id, { client_id })));
    },
    accountsTag: async (ids, tag) => retag(ids, `${many(ids.length)} tagged ${tag}.`, (tags) => (tags.includes(tag) ? tags : [...tags, tag])),
    accountsUntag: async (ids, tag) => retag(ids, `${many(ids.length)} no longer tagged ${tag}.`, (tags) => tags.filter((other) => other !== tag)),
    tagRename: async (from, to) => {
      const ids = core.accounts().filter(({ tags }) => tags.includes(from)).map(({ id }) => id);
      return retag(ids, `${from} is called ${to} now, on ${many(ids.length)}.`, (tags) => [...new Set(tags.map((tag) => (tag === from ? to : tag)))]);
    },
    filterSave: async (filter) => {
      const before = [...core.filters];
      core.filters.splice(0, core.filters.length, ...before.filter(({ name }) => name !== filter.name), filter);
      return done(`The filter ${filter.name} is saved.`, 0, () => core.filters.splice(0, core.filters.length, ...before));
    },
    filterRemove: async (name) => {
      const before = [...core.filters];
      core.filters.splice(0, core.filters.length, ...before.filter((filter) => filter.name !== name));
      return done(`The filter ${name} is gone.`, 0, () => core.filters.splice(0, core.filters.length, ...before));
    },
    undo: async (id) => {
      core.steps.take(id)();
      core.tell({ event: 'accounts_changed' });
      return { sentence: 'Taken back.', changed: 0, undo: null };
    },
    accountsPause: (ids) => each('pause', ids, (account) => {
      core.change(account.id, { status: { ...account.status, kind: 'paused', tone: 'idle', label: 'Paused', needs_you: false, cause: 'You paused it.' }, next_step: null });
      return { sentence: 'Paused. Rollcall leaves it alone until you resume it.' };
    }),
    accountsResume: (ids) => each('resume', ids, (account) => {
      core.change(account.id, { status: { ...account.status, kind: 'connected', tone: 'ok', label: 'Connected', needs_you: false } });
      return { sentence: 'Connected.' };
    }),
    refreshLinksMake: (ids) => each('refresh_links', ids, (account) => links.includes(account.setup_source)
      ? { sentence: 'The link is ready.', link_host: account.provider === 'unipile' ? 'account.unipile.com' : 'app.edges.run' }
      : { outcome: 'skipped', sentence: `Linked by ${account.setup_source_label}, which comes back without a link.`, next_step: 'Update cookies: you give the newest cookies from the owner’s browser.' }),
    manyCancel: async () => null,
    refreshLinksCopy: async (ids) => ids.length,
    refreshLinksEmail: async (ids) => Math.min(ids.length, 25),
    accountsExport: async () => true,
    activityExport: async () => true,
    accountsImportPreview: async () => preview,
    accountsImportApply: async () => {
      core.change('acc-1', { tags: ['key account'] });
      return done('Imported: 1 account changed.', 1, () => core.change('acc-1', { tags: [] }));
    },
    activityList: async (filter, before) => {
      const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
      const found = happened().filter(({ account_name, client_id, entry }) =>
        (!filter.client_id || client_id === filter.client_id) && (!filter.kind || entry.kind === filter.kind) &&
        (!filter.actor || entry.actor === filter.actor) && (!filter.from || entry.at >= filter.from) &&
        words.every((word) => `${entry.sentence} ${account_name}`.toLowerCase().includes(word)));
      const from = before ? found.findIndex(({ id }) => id === before) + 1 : 0;
      return { lines: found.slice(from, from + 200), more: found.length > from + 200 };
    },
  };
}
