/** Links and refreshes that go on by themselves, as the core's would. */
import type { AccountView, LinkTask, Problem, RefreshMethod, RefreshPlan, SetupSource, Trouble, Waiting } from '../index';
import { actions, ago, ahead } from './agency';

const methods: Record<SetupSource, RefreshMethod> = {
  official_oauth: 'browser',
  official_zernio: 'login_link',
  hosted_link: 'login_link',
  shared_login: 'login_link',
  shared_extension: 'shared_link',
  api_basic: 'credentials',
  api_cookies: 'cookies',
  elsewhere: 'login_link',
};

const explanations: Record<RefreshMethod, string> = {
  browser: '{} agrees on LinkedIn’s own page, in the browser of this computer.',
  login_link: '{} signs in on their own device; you never see the password.',
  shared_link: '{} opens the link in the browser that has the Edges extension and presses Accept.',
  credentials: 'You give {}’s user name and password to the provider. Rollcall uses them once and forgets them.',
  cookies: 'You give the provider the newest cookies from the browser in which {} is signed in.',
};

const steps: Record<RefreshMethod, [string, string]> = {
  browser: ['Open LinkedIn in the browser', '{} signs in and allows access'],
  login_link: ['Make the link and send it', 'Waiting for {} to sign in'],
  shared_link: ['Send the shared link', 'Waiting for {} to press Accept'],
  credentials: ['Give the user name and password', 'Pass LinkedIn’s checkpoint, if it asks'],
  cookies: ['Give the newest cookies', 'The provider opens the session'],
};

function first(name: string | null): string {
  return name?.split(' ')[0] ?? 'the owner';
}

/** The plan for bringing an account back. */
export function planFor(account: AccountView): RefreshPlan {
  const method = methods[account.setup_source];
  const who = first(account.name);
  return {
    method,
    action: actions[account.setup_source],
    explanation: explanations[method].replace('{}', who),
    steps: [
      { title: steps[method][0], who: 'operator' },
      { title: steps[method][1].replace('{}', who), who: 'owner' },
      { title: `Rollcall checks ${who}’s account`, who: 'rollcall' },
    ],
  };
}

/** What went wrong, in words. */
export function problem(sentence: string, next_step: string, trouble: Trouble | null = null): Problem {
  return { sentence, next_step, trouble, retry_at: null, provider_code: null, request_id: null };
}

/** The code that the made-up LinkedIn accepts. */
export const rightCode = '123456';

/** A checkpoint that wants a code. */
export const codeWanted: Waiting = {
  kind: 'checkpoint',
  detail: {
    checkpoint: { kind: 'otp' },
    sentence: 'LinkedIn sent a one-time code to the owner by e-mail or text message.',
    input: 'code',
    deadline: ahead(262),
    resend_at: ago(0),
  },
};

/** A new task in this way. */
export function begin(
  id: string,
  account: Pick<AccountView, 'provider' | 'setup_source' | 'name'> & { id: string | null },
): LinkTask {
  const method = methods[account.setup_source];
  const who = first(account.name);
  const link = account.setup_source === 'shared_extension' ? 'shared' : 'login';
  const waiting: Record<RefreshMethod, Waiting> = {
    browser: { kind: 'browser', detail: { url: 'https://www.linkedin.com/oauth/v2/authorization', expires_at: ahead(300) } },
    login_link: {
      kind: 'owner_link',
      detail: { url: `https://app.edges.run/${link}/7Qm2-9fKx-2Lw8-aa41`, expires_at: ahead(172_000), made_at: ago(4) },
    },
    shared_link: {
      kind: 'owner_link',
      detail: { url: `https://app.edges.run/${link}/7Qm2-9fKx-2Lw8-aa41`, expires_at: null, made_at: ago(0) },
    },
    credentials: { kind: 'credentials' },
    cookies: { kind: 'cookies' },
  };
  const waits = method === 'credentials' || method === 'cookies';
  return {
    id,
    connection_id: `con-${account.provider}`,
    account_id: account.id,
    is_refresh: account.id !== null,
    name: account.name || null,
    provider: account.provider,
    setup_source: account.setup_source,
    method,
    steps: [
      { title: steps[method][0], state: waits ? 'current' : 'done' },
      { title: steps[method][1].replace('{}', who), state: waits ? 'todo' : 'current' },
      { title: `Rollcall checks ${who}’s account`, state: 'todo' },
    ],
    waiting: waiting[method],
    problem: null,
    started_at: ago(0),
  };
}

/** The same task with the step at `at` current and this wait. */
export function moveTo(task: LinkTask, at: number, waiting: Waiting, wrong: Problem | null = null): LinkTask {
  const failed = waiting.kind === 'failed';
  return {
    ...task,
    waiting,
    problem: wrong,
    steps: task.steps.map((step, i) => ({
      ...step,
      state: i < at ? 'done' : i > at ? 'todo' : failed ? 'failed' : 'current',
    })),
  };
}
