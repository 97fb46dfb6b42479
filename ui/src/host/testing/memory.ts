/** A host that lives in memory: for tests, and for looking at the window in a browser. */
import { type AccountView, type Host, type MediaDropped, type RollCallSchedule, type RollcallEvent, type SandboxProgress, type SignInView, type WorkspaceView } from '../index';
import { mediaOf } from '../../compose/variants/versions';
import { accountChanges } from './account_changes';
import { accounts, actions, ago, clients as agencyClients, connections } from './agency';
import { type Core, refuse, soon } from './core';
import { draftCommands, fixed, groupCommands, mentionable } from './drafts';
import { inspectingCommands } from './inspecting';
import { linkingCommands } from './linking';
import { mediaCommands } from './media';
import { organisingCommands } from './organising';
import { publishingCommands } from './publishing';
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

/** A fresh in-memory host. */
export function memoryHost(scenario: Scenario = {}): Host {
  const { alive = true } = scenario;
  let list: AccountView[] = scenario.empty ? [] : accounts();
  for (let i = list.length; i < (scenario.many ?? 0); i += 1) {
    const model = list[i % 46];
    if (model) list.push({ ...model, id: `acc-more-${i}`, name: `${model.name} ${i}` });
  }
  if (scenario.returning) {
    const trying = { keep: true, kept_at: ago(3_000), next_at: soon(34), tries: 1, of: 5 };
    list = list.map((row) => (row.name === 'Mateo Ruiz' ? { ...row, returning: trying } : row));
  }
  let clients = scenario.empty ? [] : agencyClients;
  const changesOf = accountChanges();
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
  let noticesShown = true;
  let rolling = 0;
  let schedule: RollCallSchedule = { on: true, every_minutes: 15, next_at: soon(11) };

  const tell = (notice: RollcallEvent) => noticeEars.forEach((hear) => hear(notice));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, alive ? ms : 0));
  const core: Core = {
    accounts: () => list,
    setAccounts: (next) => {
      list = next;
    },
    account: (id) => list.find((row) => row.id === id) ?? refuse('This account doesn’t exist any more.', null, 'not_found'),
    change: (id, to) => {
      list = list.map((row) => (row.id === id ? { ...row, ...to } : row));
      tell({ event: 'accounts_changed' });
    },
    clients: () => clients,
    setClients: (next) => {
      clients = next;
    },
    connections: scenario.empty ? [] : structuredClone(connections),
    filters: [],
    consents: new Map([['acc-6', { how: 'contract', note: '', at: ago(90_000), actor: 'operator' }]]),
    steps: undoSteps(refuse),
    tell,
    pause,
    later: (ms, act) => {
      if (alive) setTimeout(act, ms);
    },
  };
  const files = mediaCommands();
  const drafts = draftCommands(files.find, refuse, core.steps);

  return {
    ...organisingCommands(core),
    ...inspectingCommands(core),
    ...linkingCommands(core, (view) => signInEars.forEach((hear) => hear(view))),
    ...publishingCommands(core, { empty: scenario.empty ?? false, alive }, drafts.draftErase),
    ...groupCommands(),
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
        await pause(700);
      }
      return { ...Object.assign(workspace, { kind: 'sandbox', first_run: false, feed_url: 'http://127.0.0.1:41001/feed' }) };
    },
    leaveSandbox: async () => ({ ...Object.assign(workspace, { kind: 'own', first_run: true, feed_url: null }) }),
    retryKeychain: async () => {
      await pause(900);
      workspace.keychain = ready;
      tell({ event: 'keychain_changed', data: ready });
      return ready;
    },
    connectionsList: async () => core.connections.map((link) => ({ ...link, accounts: list.filter((row) => row.connection_id === link.id).length })),
    connectionAdd: async (input) => {
      await pause(900);
      if (input.secret?.includes(' ')) refuse('A key has no spaces in it. Copy it again from the provider’s settings.');
      const added = { id: `con-${core.connections.length + 1}`, provider: input.provider, name: input.name || input.provider, host: input.base_url ?? 'api.example.com', notes: input.unipile_api === 'v1' ? ['API v1'] : [], accounts: 0, created_at: ago(0) };
      core.connections.push(added);
      workspace.first_run = false;
      return added;
    },
    connectionRemove: async (id) => {
      core.connections.splice(core.connections.findIndex((link) => link.id === id), 1);
      return null;
    },
    accountsSync: async (connection_id) => {
      await pause(1_200);
      return { connection_id, added: 2, updated: 11, removed: 0 };
    },
    accountsChanges: async (since) => {
      if (scenario.failing) refuse('Rollcall’s database could not be read.', 'Close other programs that use it, then try again.', 'failed');
      return changesOf(since, { list, clients, filters: [...core.filters] });
    },
    accountOpenProfile: async () => null,
    rollCallStart: async (ids) => {
      const total = ids?.length ?? list.length;
      rolling = total;
      for (let checked = 0; checked <= total && rolling; checked += 1) {
        tell({ event: 'roll_call', data: { checked, total, current: list[checked]?.name ?? null, finished: checked === total, scheduled: false } });
        await pause(90);
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
    noticesShown: async () => noticesShown,
    noticesShow: async (on) => {
      noticesShown = on;
      return on;
    },
    ...drafts,
    ...files.commands,
    draftFix: async (given, author) => ({ draft: fixed(given, author), media: mediaOf(given.wording.attachment).flatMap((id) => files.find(id) ?? []) }),
    mentionsFind: async (words) => mentionable.filter((one) => one.name.toLowerCase().includes(words.trim().toLowerCase())),
    feedOpen: async () => null,
  };
}

/** The next step of every setup source, for tests. */
export const nextSteps = actions;
