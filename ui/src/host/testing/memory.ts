/** A host that lives in memory: for tests, and for looking at the window in a browser. */
import {
  type AccountView,
  type ApiError,
  type Consent,
  type ConsentStatement,
  type Host,
  type LinkTask,
  type MediaDropped,
  type PostView,
  Refusal,
  type RollCallSchedule,
  type RollcallEvent,
  type SavedFilter,
  type SandboxProgress,
  type SignInView,
  type TargetView,
  type WorkspaceView,
} from '../index';
import { accounts, actions, ago, clients as agencyClients, connections, labels, status } from './agency';
import { accountChanges } from './account_changes';
import { mediaOf } from '../../compose/variants/versions';
import { draftCommands, fixed, groupCommands, mentionable } from './drafts';
import { begin, codeWanted, moveTo, planFor, problem, rightCode } from './flows';
import { organisingCommands } from './organising';
import { mediaCommands } from './media';
import { posts } from './posts';
import { undoSteps } from './undo_steps';

/** How the made-up core behaves. */
export type Scenario = {
  firstRun?: boolean;
  keychain?: 'ready' | 'locked';
  /** Whether things go on by themselves; tests switch it off. */
  alive?: boolean;
  /** How many accounts there are at least. */
  many?: number;
  empty?: boolean;
  failing?: boolean;
  /** Whether Rollcall is bringing an account back with kept cookies. */
  returning?: boolean;
};

function refuse(sentence: string, next_step: string | null = null, code: ApiError['code'] = 'bad_input'): never {
  throw new Refusal({ code, sentence, next_step, trouble: null, retry_at: null, provider_code: null, request_id: null });
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A fresh in-memory host. */
export function memoryHost(scenario: Scenario = {}): Host {
  const { alive = true } = scenario;
  let list: AccountView[] = scenario.empty ? [] : accounts();
  for (let i = list.length; i < (scenario.many ?? 0); i += 1) {
    const model = list[i % 46];
    if (model) list.push({ ...model, id: `acc-more-${i}`, name: `${model.name} ${i}` });
  }
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  if (scenario.returning) {
    const trying = { keep: true, kept_at: ago(3_000), next_at: soon(34), tries: 1, of: 5 };
    list = list.map((row) => (row.name === 'Mateo Ruiz' ? { ...row, returning: trying } : row));
  }
  let clients = scenario.empty ? [] : agencyClients;
  const filters: SavedFilter[] = [];
  const changesOf = accountChanges();
  const links = scenario.empty ? [] : structuredClone(connections);
  const consents = new Map<string, Consent>([['acc-6', { how: 'contract', note: '', at: ago(90_000), actor: 'operator' }]]);
  const tasks = new Map<string, LinkTask>();
  let outbox: PostView[] = scenario.empty ? [] : posts();
  const files = mediaCommands();
  const steps = undoSteps(refuse);
  const drafts = draftCommands(files.find, refuse, steps);
  const groups = groupCommands();
  const ready = { state: 'ready', label: 'Keychain ready', sentence: null } as const;
  const workspace: WorkspaceView = {
    kind: scenario.firstRun || scenario.empty ? 'own' : 'sandbox',
    first_run: scenario.firstRun ?? false,
    keychain: scenario.keychain === 'locked'
      ? { state: 'locked', label: 'Keychain locked', sentence: 'Your system’s keychain is locked. Unlock it, then try again. Until then accounts can’t be checked or refreshed.' }
      : ready,
    tasks_waiting: { checkpoints: 0, owners: 0, ended: 0 },
    feed_url: scenario.firstRun || scenario.empty ? null : 'http://127.0.0.1:41001/feed',
    version: '0.1.0',
  };
  const noticeEars = new Set<(notice: RollcallEvent) => void>();
  const progressEars = new Set<(progress: SandboxProgress) => void>();
  const signInEars = new Set<(view: SignInView) => void>();
  const dropEars = new Set<(dropped: MediaDropped) => void>();
  const tell = (notice: RollcallEvent) => noticeEars.forEach((hear) => hear(notice));
  let noticesShown = true;
  let rolling = 0;
  let cookiesKept = true;
  let mergedInto = '';
  let apart = false;
  let schedule: RollCallSchedule = { on: true, every_minutes: 15, next_at: soon(11) };

  const account = (id: string) => list.find((row) => row.id === id) ?? refuse('This account doesn’t exist any more.', null, 'not_found');
  const task = (id: string) => tasks.get(id) ?? refuse('This link doesn’t exist any more.', null, 'not_found');
  const change = (id: string, to: Partial<AccountView>) => {
    list = list.map((row) => (row.id === id ? { ...row, ...to } : row));
    tell({ event: 'accounts_changed' });
  };
  const keep = (next: LinkTask) => {
    tasks.set(next.id, next);
    tell({ event: 'link_task_changed', data: next });
    return next;
  };
  const done = (id: string) => {
    const now = task(id);
    let owner = now.account_id;
    if (owner) change(owner, { status: status('connected', 0), checked_at: ago(0), next_step: null, link_task: null });
    else {
      owner = `acc-${list.length + 1}`;
      list = [...list, { ...accounts()[9], id: owner, name: now.name ?? 'Nadia Lund', link_task: null, setup_source: now.setup_source, setup_source_label: labels[now.setup_source] } as AccountView];
      tell({ event: 'accounts_changed' });
    }
    return keep({ ...moveTo(now, 3, { kind: 'done', detail: { sentence: `${now.name ?? 'The account'} is connected. Checked just now.` } }), account_id: owner });
  };
  const agree = (id: string, stated: ConsentStatement | null | undefined) => {
    const owner = task(id).account_id;
    if (stated && owner) consents.set(owner, { how: stated.how, note: stated.note ?? '', at: ago(0), actor: 'operator' });
    else if (!stated && !(owner && consents.has(owner))) refuse('Rollcall doesn’t know yet that the owner agreed to this.', 'State how the owner agreed, then go on.', 'consent_missing');
  };
  const later = (ms: number, act: () => void) => {
    if (alive) setTimeout(act, ms);
  };
  const retarget = (postId: string, targetId: string, to: Partial<TargetView>) => {
    outbox = outbox.map((post) => post.id !== postId ? post : { ...post, targets: post.targets.map((target) => (target.id === targetId ? { ...target, ...to, changed_at: ago(0) } : target)) });
    tell({ event: 'outbox_changed' });
  };
  const moved = (id: string, to: Partial<TargetView>) => {
    const post = outbox.find((post) => post.targets.some((target) => target.id === id)) ?? refuse('This copy doesn’t exist any more.', null, 'not_found');
    retarget(post.id, id, to);
    return outbox.find((other) => other.id === post.id) ?? post;
  };
  const authors = () => list.flatMap((row) => {
    const client = clients.find((client) => client.id === row.client_id);
    const colour = client?.colour ?? null;
    const via = { linkedin: 'Official', unipile: 'Unipile', edges: 'Edges', zernio: 'Zernio' }[row.provider];
    const cannot = row.provider === 'edges' ? 'Edges can’t publish posts' : row.provider === 'zernio' ? 'Publishing through Zernio comes later' : ['connected', 'expires_soon'].includes(row.status.kind) ? null : row.status.label;
    const self = { id: row.id, name: row.name, detail: via, headline: row.headline, is_page: false, provider: row.provider, client_id: row.client_id, colour, allowance: row.provider === 'linkedin' ? { left: 147, of: 150, renews_at: soon(300) } : null, cannot_publish: cannot, note: row.provider === 'unipile' ? 'Unipile publishes at once; it can’t be undone from here.' : null };
    const page = row.products.includes('Pages') && client ? [{ ...self, id: `${row.id}/urn:li:organization:${row.id}`, name: client.name, detail: `Page · via ${row.name.split(' ')[0]}`, headline: 'Company page', is_page: true }] : [];
    return [...page, self];
  });
  const send = async (post: PostView) => {
    for (const target of post.targets) {
      if (['images', 'video', 'document'].includes(post.attachment)) {
        retarget(post.id, target.id, { state: 'uploading', label: 'Uploading', tone: 'info' });
        const total = 90_177_536;
        for (let part = 0; part <= 22; part += 1) {
          const sent = Math.round((total * part) / 22);
          tell({ event: 'upload_progress', data: { target_id: target.id, sent, total, parts_done: part, parts: 22, bytes_per_second: part > 2 ? 4_404_019 : null, seconds_left: part > 2 ? Math.round((total - sent) / 4_404_019) : null } });
          await wait(60);
        }
      }
      retarget(post.id, target.id, { state: 'sending', label: 'Sending', tone: 'info' });
      await wait(400);
      if (post.text.includes('lost')) retarget(post.id, target.id, { state: 'unknown', label: 'We can’t tell', tone: 'warn', sentence: 'The answer never came. The post may be on LinkedIn. Look at the profile before you send it again.' });
      else retarget(post.id, target.id, { state: 'published', label: 'Published', tone: 'ok', permalink: 'https://www.linkedin.com/feed/update/urn:li:share:7' });
    }
  };

  return {
    ...organisingCommands({
      accounts: () => list,
      change,
      clients: () => clients,
      setClients: (next) => {
        clients = next;
      },
      filters,
      tell,
      refuse,
      steps,
      pause: () => wait(alive ? 200 : 0),
    }),
    onNotice: (hear) => (noticeEars.add(hear), () => noticeEars.delete(hear)),
    onFilesOver: () => () => undefined,
    onMediaDropped: (hear) => (dropEars.add(hear), () => dropEars.delete(hear)),
    onSignIn: (hear) => (signInEars.add(hear), () => signInEars.delete(hear)),
    onAskedOutside: () => () => undefined,
    onSandboxProgress: (hear) => (progressEars.add(hear), () => progressEars.delete(hear)),
    workspaceState: async () => ({ ...workspace }),
    windowReady: async () => null,
    openSandbox: async () => {
      const sentences = ['Starting a LinkedIn on this computer', 'Asking Unipile for its accounts', 'Asking Edges for its accounts', 'Signing the LinkedIn members in'];
      for (const [done, sentence] of sentences.entries()) {
        progressEars.forEach((hear) => hear({ sentence, done, total: sentences.length }));
        await wait(alive ? 700 : 0);
      }
      return { ...Object.assign(workspace, { kind: 'sandbox', first_run: false, feed_url: 'http://127.0.0.1:41001/feed' }) };
    },
    leaveSandbox: async () => ({ ...Object.assign(workspace, { kind: 'own', first_run: true, feed_url: null }) }),
    retryKeychain: async () => {
      await wait(alive ? 900 : 0);
      workspace.keychain = ready;
      tell({ event: 'keychain_changed', data: ready });
      return ready;
    },
    connectionsList: async () => links.map((link) => ({ ...link, accounts: list.filter((row) => row.connection_id === link.id).length })),
    connectionAdd: async (input) => {
      await wait(alive ? 900 : 0);
      if (input.secret?.includes(' ')) refuse('A key has no spaces in it. Copy it again from the provider’s settings.');
      const added = { id: `con-${links.length + 1}`, provider: input.provider, name: input.name || input.provider, host: input.base_url ?? 'api.example.com', notes: input.unipile_api === 'v1' ? ['API v1'] : [], accounts: 0, created_at: ago(0) };
      links.push(added);
      workspace.first_run = false;
      return added;
    },
    connectionRemove: async (id) => {
      links.splice(links.findIndex((link) => link.id === id), 1);
      return null;
    },
    accountsSync: async (connection_id) => {
      await wait(alive ? 1_200 : 0);
      return { connection_id, added: 2, updated: 11, removed: 0 };
    },
    accountsChanges: async (since) => {
      if (scenario.failing) refuse('Rollcall’s database could not be read.', 'Close other programs that use it, then try again.', 'failed');
      return changesOf(since, { list, clients, filters: [...filters] });
    },
    accountDetail: async (id) => {
      const row = account(id);
      return {
        account: row,
        client_name: clients.find((client) => client.id === row.client_id)?.name ?? null,
        plan: planFor(row),
        facts: [
          { label: 'Provider', value: `${row.provider === 'edges' ? 'Edges · identity' : 'Unipile · account'} 4f2c…9a` },
          { label: 'Session', value: row.status.kind === 'connected' ? 'works' : 'ended 12 min ago by LinkedIn' },
          { label: 'Linked', value: '2 October 2026' },
          { label: 'Secrets', value: 'none stored on this computer' },
        ],
        products: [
          { product: 'classic', name: 'Classic', subscribed: true, enabled: true, switchable: false, sentence: 'Classic works.' },
          { product: 'recruiter', name: 'Recruiter', subscribed: null, enabled: false, switchable: true, sentence: 'Recruiter isn’t enabled here. Refresh with Recruiter ticked to use it.' },
        ],
        pages: row.products.includes('Pages') ? [{ name: 'Alder & Finch', role: 'Content admin' }, { name: 'Finch Careers', role: 'Super admin' }] : [],
        consent: consents.get(id) ?? null,
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
    consentState: async (id, stated) => {
      const consent = { how: stated.how, note: stated.note ?? '', at: ago(0), actor: 'operator' as const };
      consents.set(id, consent);
      tell({ event: 'accounts_changed' });
      return consent;
    },
    consentWithdraw: async (id) => {
      consents.delete(id);
      change(id, { status: { ...status('removed', 0), cause: 'The owner’s consent was withdrawn; unlinked at the provider.' }, next_step: null });
      return null;
    },
    accountOpenProfile: async () => null,
    rollCallStart: async (ids) => {
      const total = ids?.length ?? list.length;
      rolling = total;
      for (let checked = 0; checked <= total && rolling; checked += 1) {
        tell({ event: 'roll_call', data: { checked, total, current: list[checked]?.name ?? null, finished: checked === total, scheduled: false } });
        await wait(alive ? 90 : 0);
      }
      const cancelled = !rolling;
      rolling = 0;
      return { checked: total, changed: ['acc-1'], need_you: 6, unreachable: 1, cancelled, problems: ['Edges did not answer. Wait some minutes, then check again. Nothing is lost.'] };
    },
    rollCallCancel: async () => {
      rolling = 0;
      return null;
    },
    rollCallSchedule: async () => schedule,
    rollCallSetSchedule: async (on) => {
      schedule = { ...schedule, on, next_at: on ? soon(15) : null };
      return schedule;
    },
    accountsMerge: async (keep) => {
      mergedInto = keep;
      change(keep, { also_through: [] });
      return keep;
    },
    accountsUndoMerge: async (other) => {
      change(mergedInto, { also_through: ['Edges'] });
      mergedInto = '';
      return other;
    },
    accountsKeepBoth: async () => {
      apart = true;
      tell({ event: 'accounts_changed' });
      return null;
    },
    cookiesKeep: async (id, keep) => {
      cookiesKept = keep;
      change(id, { returning: null });
      return { keep, kept_at: null, next_at: null, tries: 0, of: 5 };
    },
    returnStop: async (id) => {
      change(id, { returning: null });
      return { keep: cookiesKept, kept_at: null, next_at: null, tries: 1, of: 5 };
    },
    returnNow: async (id) => {
      await wait(alive ? 1_200 : 0);
      change(id, { status: status('connected', 0), checked_at: ago(0), next_step: null, returning: null });
      return null;
    },
    noticesShown: async () => noticesShown,
    noticesShow: async (on) => {
      noticesShown = on;
      return on;
    },
    linkStart: async (input) => {
      const made = begin(`task-${tasks.size + 1}`, { id: null, name: input.name ?? '', provider: links.find((link) => link.id === input.connection_id)?.provider ?? 'edges', setup_source: input.setup_source });
      later(9_000, () => { if (made.method === 'browser') done(made.id); });
      return keep(made);
    },
    refreshStart: async (id) => {
      const row = account(id);
      const made = begin(`task-${tasks.size + 1}`, row);
      change(id, { link_task: made.id });
      if (row.status.kind === 'checkpoint') return keep(moveTo(made, 1, codeWanted));
      if (row.name.startsWith('Jonas')) return keep(moveTo(made, 1, { kind: 'failed' }, problem('Jonas signed in as somebody else: the account belongs to Jonas Petrov.', 'Send the link again and ask Jonas to sign in as himself.', 'owner_sign_in')));
      later(12_000, () => { if (made.method === 'browser') done(made.id); });
      return keep(made);
    },
    linkTask: async (id) => tasks.get(id) ?? null,
    linkTasks: async () => [...tasks.values()].filter((one) => one.waiting.kind !== 'done'),
    linkCredentials: async (id, input) => {
      agree(id, input.consent);
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'The provider signs in on LinkedIn' } }));
      later(1_500, () => keep(moveTo(task(id), 1, codeWanted)));
      return busy;
    },
    linkCookies: async (id, input) => {
      agree(id, input.consent);
      if (input.li_at.length < 8) return keep({ ...task(id), problem: problem('This doesn’t look like a cookie: it is too short, or has spaces or odd characters in it.', 'Copy the value of li_at again.') });
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'Edges opens the session' } }));
      later(1_500, () => done(id));
      return busy;
    },
    signInOpen: async (task_id) => {
      const site = 'www.linkedin.com';
      later(4_000, () => signInEars.forEach((hear) => hear({ task_id, stage: { kind: 'signed_in', detail: { host: site, cookies: ['li_at'], user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15' } } })));
      return { task_id, stage: { kind: 'open', detail: { host: site } } };
    },
    signInClose: async (task_id) => {
      signInEars.forEach((hear) => hear({ task_id, stage: { kind: 'closed', detail: { sentence: 'Nothing was shared, and nothing was kept.' } } }));
      return null;
    },
    signInShare: async (id, input) => {
      agree(id, input.consent);
      const busy = keep(moveTo(task(id), 1, { kind: 'provider', detail: { sentence: 'Edges opens the session' } }));
      later(1_500, () => done(id));
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
      if (owner) change(owner, { link_task: null });
      return null;
    },
    linkOpen: async () => null,
    linkEmail: async () => null,
    authorsList: async () => authors(),
    ...drafts,
    draftCheck: async (given) => {
      const { text, attachment } = given.wording;
      const characters = [...text.text].length;
      const long = characters > 3_000 ? [`The text has ${characters} characters; LinkedIn takes 3000. Shorten it by ${characters - 3_000}.`] : [];
      const misfits = long.map((sentence) => ({ sentence, stops: true, fixes: [{ label: 'Shorten the text', fix: { kind: 'shorten_text' as const, to: 3_000 } }] }));
      const empty = characters === 0 && attachment.kind === 'none' ? ['Write something, or add an image.'] : [];
      return {
        characters, max_characters: 3_000, fold_characters: 210, problems: empty,
        targets: given.authors.map((author_id) => ({ author_id, author_name: authors().find((author) => author.id === author_id)?.name ?? '', misfits })),
      };
    },
    ...files.commands,
    draftFix: async (given, author) => ({ draft: fixed(given, author), media: mediaOf(given.wording.attachment).flatMap((id) => files.find(id) ?? []) }),
    mentionsFind: async (words) => mentionable.filter((one) => one.name.toLowerCase().includes(words.trim().toLowerCase())),
    ...groups,
    publish: async (given, how) => {
      if (how.draft_id) await drafts.draftErase(how.draft_id);
      const post: PostView = {
        id: `post-${outbox.length + 1}`, text: given.wording.text.text, attachment: given.wording.attachment.kind, created_at: ago(0),
        targets: authors().filter((author) => given.authors.includes(author.id)).map((author) => ({ id: `target-${outbox.length}-${author.id}`, author_id: author.id, author_name: author.name, is_page: author.is_page, own_text: null, due_at: how.at, state: 'queued', tone: 'info', label: 'Queued', sentence: null, permalink: null, profile_url: 'https://www.linkedin.com/in/somebody', first_comment: null, changed_at: ago(0) })),
      };
      outbox = [post, ...outbox];
      tell({ event: 'outbox_changed' });
      if (alive) void send(post);
      return post;
    },
    outboxList: async () => outbox,
    targetResolve: async (id, resolution) => {
      const to = { it_is_there: { state: 'published', label: 'Published', tone: 'ok' }, send_again: { state: 'queued', label: 'Queued', tone: 'info' }, let_it_go: { state: 'dropped', label: 'Let go', tone: 'idle' } } as const;
      return moved(id, { ...to[resolution], sentence: null });
    },
    outboxRun: async () => outbox,
    targetOpen: async () => null,
    targetPause: async (id) => moved(id, { state: 'paused', label: 'Paused', tone: 'idle', sentence: 'You paused it. Nothing is published yet.' }),
    targetResume: async (id) => moved(id, { state: 'queued', label: 'Queued', tone: 'idle', sentence: null }),
    targetCancel: async (id) => moved(id, { state: 'dropped', label: 'Let go', tone: 'idle', sentence: 'You stopped it before it was published.' }),
    targetPublishLate: async (id) => moved(id, { state: 'queued', label: 'Queued', tone: 'idle', due_at: null, sentence: null }),
    feedOpen: async () => null,
  };
}

/** The next step of every setup source, for tests. */
export const nextSteps = actions;
