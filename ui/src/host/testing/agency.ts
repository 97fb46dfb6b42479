/** A made-up agency, for tests and for looking at the window in a browser. */
import type {
  AccountView,
  ClientView,
  ConnectionView,
  Provider,
  SetupSource,
  StatusKind,
  StatusView,
  Tone,
  Trouble,
} from '../index';

const minute = 60_000;

/** The moment `minutes` ago, as the core writes times. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * minute).toISOString();
}

/** The moment in `seconds`, as the core writes times. */
export function ahead(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}

export const clients: ClientView[] = [
  { id: 'client-alder', name: 'Alder & Finch', colour: 'orange', archived: false },
  { id: 'client-brightside', name: 'Brightside Health', colour: 'blue', archived: false },
  { id: 'client-meridian', name: 'Meridian Labs', colour: 'violet', archived: false },
  { id: 'client-northwind', name: 'Northwind Talent', colour: 'green', archived: false },
];

export const connections: ConnectionView[] = [
  { id: 'con-linkedin', provider: 'linkedin', name: 'Agency developer app', host: '127.0.0.1:41001', notes: [], accounts: 0, created_at: ago(90_000) },
  { id: 'con-unipile', provider: 'unipile', name: 'Unipile', host: '127.0.0.1:41002', notes: ['API v1'], accounts: 0, created_at: ago(89_000) },
  { id: 'con-edges', provider: 'edges', name: 'Edges', host: '127.0.0.1:41003', notes: [], accounts: 0, created_at: ago(88_000) },
  { id: 'con-zernio', provider: 'zernio', name: 'Zernio', host: '127.0.0.1:41004', notes: [], accounts: 0, created_at: ago(87_000) },
];

export const labels: Record<SetupSource, string> = {
  official_oauth: 'OFFICIAL · OAUTH',
  official_zernio: 'OFFICIAL · ZERNIO',
  hosted_link: 'HOSTED · LINK',
  shared_extension: 'SHARED · EXTENSION',
  shared_login: 'SHARED · LOGIN',
  api_basic: 'API · BASIC',
  api_cookies: 'API · COOKIES',
  elsewhere: 'LINKED · ELSEWHERE',
};

export const actions: Record<SetupSource, string> = {
  official_oauth: 'Renew',
  official_zernio: 'Send link',
  hosted_link: 'Send link',
  shared_extension: 'Copy shared link',
  shared_login: 'Send login link',
  api_basic: 'Sign in again',
  api_cookies: 'Update cookies',
  elsewhere: 'Send link',
};

type Look = { tone: Tone; label: string; needs: boolean; cause: string; trouble: Trouble | null };

const looks: Record<StatusKind, Look> = {
  connected: { tone: 'ok', label: 'Connected', needs: false, cause: 'A real call succeeded.', trouble: null },
  connecting: { tone: 'info', label: 'Connecting', needs: false, cause: 'The owner has not opened the link yet.', trouble: null },
  expires_soon: { tone: 'warn', label: 'Expires in 5 days', needs: false, cause: 'LinkedIn’s permission ends soon.', trouble: null },
  sign_in_needed: { tone: 'bad', label: 'Sign-in needed', needs: true, cause: 'Session ended: signed out on LinkedIn.', trouble: 'owner_sign_in' },
  checkpoint: { tone: 'info', label: 'Code needed', needs: true, cause: 'LinkedIn sent a code to the owner.', trouble: 'owner_sign_in' },
  permission_missing: { tone: 'bad', label: 'Page scope missing', needs: true, cause: 'LinkedIn says that a permission is missing.', trouble: 'owner_sign_in' },
  restricted: { tone: 'bad', label: 'Restricted by LinkedIn', needs: true, cause: 'LinkedIn restricted the person.', trouble: 'restricted' },
  limited_until: { tone: 'warn', label: 'Limited until 24 Nov 00:00 UTC', needs: false, cause: 'LinkedIn’s daily limit was reached.', trouble: 'limit_reached' },
  provider_unreachable: { tone: 'warn', label: 'Provider unreachable', needs: false, cause: 'Edges did not answer within 20 seconds.', trouble: 'provider_down' },
  paused: { tone: 'idle', label: 'Paused', needs: false, cause: 'Paused by you.', trouble: null },
  removed: { tone: 'idle', label: 'Removed', needs: false, cause: 'Unlinked at the provider.', trouble: null },
  unknown: { tone: 'idle', label: 'MAINTENANCE_HOLD', needs: false, cause: 'The provider named a status Rollcall doesn’t know.', trouble: null },
};

/** A status of this kind, since some minutes. */
export function status(kind: StatusKind, minutes: number): StatusView {
  const look = looks[kind];
  return {
    kind,
    tone: look.tone,
    label: look.label,
    needs_you: look.needs,
    cause: look.cause,
    since: ago(minutes),
    deadline: kind === 'checkpoint' ? ahead(262) : null,
    trouble: look.trouble,
  };
}

const providerOf: Record<SetupSource, Provider> = {
  official_oauth: 'linkedin',
  official_zernio: 'zernio',
  hosted_link: 'unipile',
  shared_extension: 'edges',
  shared_login: 'edges',
  api_basic: 'unipile',
  api_cookies: 'edges',
  elsewhere: 'unipile',
};

type Row = [name: string, client: string, source: SetupSource, kind: StatusKind, products: string[], headline: string];

const rows: Row[] = [
  ['Dana Okafor', 'alder', 'shared_login', 'sign_in_needed', ['Classic'], 'Head of Talent'],
  ['Mateo Ruiz', 'meridian', 'api_cookies', 'sign_in_needed', ['Sales Navigator'], 'Account executive'],
  ['Hana Lindqvist', 'northwind', 'api_basic', 'checkpoint', ['Recruiter'], 'Senior recruiter'],
  ['Jonas Petrov', 'brightside', 'shared_extension', 'sign_in_needed', ['Classic'], 'Clinic lead'],
  ['Priya Raman', 'alder', 'hosted_link', 'sign_in_needed', ['Classic', 'Sales Navigator'], 'Partner'],
  ['Noor Haddad', 'northwind', 'api_basic', 'checkpoint', ['Classic'], 'Sourcer'],
  ['Kofi Mensah', 'meridian', 'official_oauth', 'restricted', ['Classic'], 'Founder'],
  ['Luca Ferrante', 'alder', 'official_oauth', 'permission_missing', ['Pages'], 'Employer brand lead'],
  ['Amara Sithole', 'northwind', 'official_oauth', 'expires_soon', ['Pages'], 'Managing partner'],
  ['Elif Watanabe', 'meridian', 'hosted_link', 'connected', ['Classic', 'Sales Navigator'], 'VP Sales'],
  ['Tomás Brandt', 'alder', 'api_cookies', 'connected', ['Recruiter'], 'Talent partner'],
  ['Ravi Kulkarni', 'brightside', 'hosted_link', 'connected', ['Classic'], 'People operations'],
  ['Ines Moreau', 'northwind', 'shared_extension', 'connected', ['Classic'], 'Sourcer'],
  ['Chloé Lambert', 'northwind', 'official_oauth', 'connected', ['Pages'], 'Marketing lead'],
  ['Oskar Sandvik', 'meridian', 'api_basic', 'connected', ['Classic'], 'Research director'],
  ['Yusuf Adeyemi', 'alder', 'shared_login', 'paused', ['Classic'], 'Consultant'],
  ['Mei Tanaka', 'northwind', 'official_oauth', 'expires_soon', ['Classic'], 'Executive search'],
  ['Bruno Costa', 'alder', 'official_zernio', 'connected', ['Classic'], 'Campaign manager'],
  ['Sofia Almeida', 'brightside', 'hosted_link', 'connecting', ['Classic'], 'Nurse lead'],
  ['Viktor Nowak', 'northwind', 'shared_login', 'provider_unreachable', ['Classic'], 'Recruiter'],
  ['Grace Otieno', 'brightside', 'official_oauth', 'limited_until', ['Classic'], 'Communications'],
  ['Anton Bergström', 'meridian', 'api_cookies', 'removed', ['Classic'], 'Data scientist'],
  ['Leila Farahani', 'northwind', 'elsewhere', 'unknown', ['Classic'], 'Recruiter'],
  ['Samuel Achebe', 'alder', 'official_oauth', 'expires_soon', ['Pages'], 'Director'],
];

const tagged: Record<string, string[]> = {
  'Dana Okafor': ['hiring', 'VIP'],
  'Mateo Ruiz': ['VIP'],
  'Priya Raman': ['hiring'],
  'Elif Watanabe': ['monthly report'],
};

const others =
  'Aiko Mori|Ben Whitfield|Camila Rojas|Daniel Kim|Emre Yılmaz|Fatima Zahra|Giulia Conti|Henrik Dahl|Isla Campbell|Jamal Carter|Katya Volkova|Liam O’Connor|Maja Novak|Nadia Benali|Omar Siddiqui|Paula Weber|Quentin Leroy|Rosa Jiménez|Stefan Ilić|Tara Singh|Uma Nair|Zofia Kowalska'.split('|');

/** The agency's accounts as a fresh list. */
export function accounts(): AccountView[] {
  // Few are linked elsewhere: those that are have a row of their own above.
  const sources = (Object.keys(labels) as SetupSource[]).filter((source) => source !== 'elsewhere');
  const quiet = ['northwind', 'alder', 'northwind', 'meridian', 'brightside', 'northwind'];
  const everyone: Row[] = [
    ...rows,
    ...others.map<Row>((name, i) => [
      name,
      quiet[i % quiet.length] ?? 'northwind',
      sources[(i * 3) % sources.length] ?? 'hosted_link',
      'connected',
      i % 4 === 0 ? ['Classic', 'Sales Navigator'] : ['Classic'],
      'Recruiter',
    ]),
  ];
  const list = everyone.map<AccountView>(([name, client, source, kind, products, headline], i) => {
    const provider = providerOf[source];
    const needs = looks[kind].needs || kind === 'expires_soon';
    return {
      id: `acc-${i + 1}`,
      name,
      headline,
      client_id: `client-${client}`,
      connection_id: `con-${provider}`,
      provider,
      setup_source: source,
      setup_source_label: labels[source],
      tags: tagged[name] ?? [],
      products,
      status: status(kind, 12 + i),
      checked_at: kind === 'connecting' ? null : ago(2 + Math.floor(i / 4)),
      next_step: needs ? (kind === 'checkpoint' ? 'Enter code' : actions[source]) : null,
      link_task: null,
      returning: null,
      also_through: i === 3 ? ['Edges'] : [],
    };
  });
  return list.sort((a, b) => Number(b.status.needs_you) - Number(a.status.needs_you));
}
