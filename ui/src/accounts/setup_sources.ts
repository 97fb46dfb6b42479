import type { Provider, SetupSource } from '../host';

/** Every setup source with the label that operators know from their providers' dashboards. */
export const setupSources: { source: SetupSource; label: string; what: string }[] = [
  { source: 'official_oauth', label: 'OFFICIAL · OAUTH', what: 'The owner agrees on LinkedIn’s own page, in the browser of this computer.' },
  { source: 'official_zernio', label: 'OFFICIAL · ZERNIO', what: 'The owner agrees on Zernio’s connect page.' },
  { source: 'hosted_link', label: 'HOSTED · LINK', what: 'You send a link; the owner signs in on any device.' },
  { source: 'shared_login', label: 'SHARED · LOGIN', what: 'You send a login link; the owner signs in on any device. Works for 48 hours.' },
  { source: 'shared_extension', label: 'SHARED · EXTENSION', what: 'You send the shared link; the owner accepts it in the browser that has the Edges extension.' },
  { source: 'api_basic', label: 'API · BASIC', what: 'You give the user name and password once, then pass LinkedIn’s checkpoints.' },
  { source: 'api_cookies', label: 'API · COOKIES', what: 'You paste the session cookies from the owner’s browser.' },
  { source: 'elsewhere', label: 'LINKED · ELSEWHERE', what: 'Linked outside of Rollcall; the provider doesn’t say how.' },
];

/** The ways of linking that each provider has. */
export const offeredBy: Record<Provider, SetupSource[]> = {
  linkedin: ['official_oauth'],
  unipile: ['hosted_link', 'api_basic', 'api_cookies'],
  edges: ['shared_login', 'shared_extension', 'api_basic', 'api_cookies'],
  zernio: ['official_zernio'],
};

/** What people call each provider. */
export const providerNames: Record<Provider, string> = {
  linkedin: 'LinkedIn',
  unipile: 'Unipile',
  edges: 'Edges',
  zernio: 'Zernio',
};
