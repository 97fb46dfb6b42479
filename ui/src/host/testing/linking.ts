/** Links, refreshes and consents that live in memory. */
import type { AccountView, ConsentStatement, Host, LinkTask, SignInView } from '../index';
import { accounts, ago, labels, status } from './agency';
import { type Core, refuse, soon } from './core';
import { begin, codeWanted, moveTo, problem, rightCode } from './flows';

type Linking = Pick<Host, 'linkStart' | 'refreshStart' | 'linkTask' | 'linkTasks' | 'linkCredentials' | 'linkCookies' | 'signInOpen' | 'signInClose' | 'signInShare' | 'linkAnswer' | 'linkAnotherWay' | 'linkResendCode' | 'linkRestart' | 'linkCancel' | 'linkTakeBack' | 'linkOpen' | 'linkEmail' | 'consentState' | 'consentWithdraw'>;

export function linkingCommands(core: Core, signIn: (view: SignInView) => void): Linking {
  const tasks = new Map<string, LinkTask>();
  const task = (id: string) => tasks.get(id) ?? refuse('This link doesn’t exist any more.', null, 'not_found');
  const keep = (next: LinkTask) => {
    tasks.set(next.id, next);
    core.tell({ event: 'link_task_changed', data: next });
    return next;
  };
  const done = (id: string) => {
    const now = task(id);
    let owner = now.account_id;
    if (owner) core.change(owner, { status: status('connected', 0), checked_at: ago(0), next_step: null, link_task: null });
    else {
      owner = `acc-${core.accounts().length + 1}`;
      core.setAccounts([...core.accounts(), { ...accounts()[9], id: owner, name: now.name ?? 'Nadia Lund', link_task: null, setup_source: now.setup_source, setup_source_label: labels[now.setup_source] } as AccountView]);
      core.tell({ event: 'accounts_changed' });
    }
    return keep({ ...moveTo(now, 3, { kind: 'done', detail: { sentence: `${now.name ?? 'The account'} is connected. Checked just now.` } }), account_id: owner });
  };
  const agree = (id: string, stated: ConsentStatement | null | undefined) => {
    const owner = task(id).account_id;
    if (stated && owner) core.consents.set(owner, { how: stated.how, note: stated.note ?? '', at: ago(0), actor: 'operator' });
    else if (!stated && !(owner && core.consents.has(owner))) refuse('Rollcall doesn’t know yet that the owner agreed to this.', 'State how the owner agreed, then go on.', 'consent_missing');
  };
  return {
    linkStart: async (input) => {
      const made = begin(`task-${tasks.size + 1}`, { id: null, name: input.name ?? '', provider: core.connections.find((link) => link.id === input.connection_id)?.provider ?? 'edges', setup_source: input.setup_source });
      core.later(9_000, () => { if (made.method === 'browser') done(made.id); });
      return keep(made);
    },
    refreshStart: async (id) => {
      const row = core.account(id);
      const made = begin(`task-${tasks.size + 1}`, row);
      core.change(id, { link_task: made.id });
      if (row.status.kind === 'checkpoint') return keep(moveTo(made, 1, codeWanted));
      if (row.name.startsWith('Jonas')) return keep(moveTo(made, 1, { kind: 'failed' }, problem('Jonas signed in as somebody else: the account belongs to Jonas Petrov.', 'Send the link again and ask Jonas to sign in as himself.', 'owner_sign_in')));
      core.later(12_000, () => { if (made.method === 'browser') done(made.id); });
      return keep(made);
    },
    linkTask: async (id) => tasks.get(id) ?? null,
    linkTasks: async () => [...tasks.values()].filter((one) => one.waiting.kind !== 'done'),
    linkCredentials: async (id, input) => {
      agree(id, input.consent);
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'The provider signs in on LinkedIn' } }));
      core.later(1_500, () => keep(moveTo(task(id), 1, codeWanted)));
      return busy;
    },
    linkCookies: async (id, input) => {
      agree(id, input.consent);
      if (input.li_at.length < 8) return keep({ ...task(id), problem: problem('This doesn’t look like a cookie: it is too short, or has spaces or odd characters in it.', 'Copy the value of li_at again.') });
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'Edges opens the session' } }));
      core.later(1_500, () => done(id));
      return busy;
    },
    signInOpen: async (task_id) => {
      const site = 'www.linkedin.com';
      core.later(4_000, () => signIn(({ task_id, stage: { kind: 'signed_in', detail: { host: site, cookies: ['li_at'], user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15' } } })));
      return { task_id, stage: { kind: 'open', detail: { host: site } } };
    },
    signInClose: async (task_id) => {
      signIn(({ task_id, stage: { kind: 'closed', detail: { sentence: 'Nothing was shared, and nothing was kept.' } } }));
      return null;
    },
    signInShare: async (id, input) => {
      agree(id, input.consent);
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'Edges opens the session' } }));
      core.later(1_500, () => done(id));
      return busy;
    },
    linkAnswer: async (id, code) => code === rightCode ? done(id) : keep({ ...moveTo(task(id), 1, codeWanted), problem: problem('LinkedIn didn’t accept this code.', 'Check the newest message from LinkedIn and type its code.') }),
    linkAnotherWay: async (id) => keep(moveTo(task(id), 1, { kind: 'checkpoint', detail: { checkpoint: { kind: 'in_app_approval' }, sentence: 'LinkedIn asks the owner to tap Yes in the LinkedIn app on their phone. Rollcall is waiting for it.', input: 'wait', deadline: soon(3), resend_at: null } })),
    linkResendCode: async (id) => {
      const now = task(id);
      if (now.waiting.kind !== 'checkpoint') refuse('No checkpoint waits for a code.');
      return keep({ ...now, waiting: { ...now.waiting, detail: { ...now.waiting.detail, resend_at: soon(0.5) } } });
    },
    linkRestart: async (id) => keep({ ...begin(id, { ...task(id), id: task(id).account_id, name: task(id).name ?? '' }) }),
    linkCancel: async (id) => {
      const owner = tasks.get(id)?.account_id;
      tasks.delete(id);
      if (owner) core.change(owner, { link_task: null });
      return null;
    },
    linkTakeBack: async (id) => {
      const owner = task(id).account_id;
      tasks.delete(id);
      core.setAccounts(core.accounts().filter((account) => account.id !== owner));
      core.tell({ event: 'accounts_changed' });
      return null;
    },
    linkOpen: async () => null,
    linkEmail: async () => null,
    consentState: async (id, stated) => {
      const consent = { how: stated.how, note: stated.note ?? '', at: ago(0), actor: 'operator' as const };
      core.consents.set(id, consent);
      core.tell({ event: 'accounts_changed' });
      return consent;
    },
    consentWithdraw: async (id) => {
      core.consents.delete(id);
      core.change(id, { status: { ...status('removed', 0), cause: 'The owner’s consent was withdrawn; unlinked at the provider.' }, next_step: null });
      return null;
    },
  };
}
