import type { NewConnection, Provider, UnipileApi } from '../host';

/** The port that Rollcall listens on for LinkedIn's answer, unless another one was registered. */
export const usualRedirectPort = '34567';

/** What is typed into the form, for every provider. */
export type Fields = {
  name: string;
  base_url: string;
  secret: string;
  client_id: string;
  www_url: string;
  api_url: string;
  redirect_port: string;
  native_pkce: boolean;
  older_posts: boolean;
  pages: boolean;
  requests_per_minute: string;
  unipile_api: UnipileApi | '';
};

/** Nothing typed yet. */
export function blank(): Fields {
  return {
    name: '',
    base_url: '',
    secret: '',
    client_id: '',
    www_url: '',
    api_url: '',
    redirect_port: usualRedirectPort,
    native_pkce: false,
    older_posts: false,
    pages: false,
    requests_per_minute: '',
    unipile_api: '',
  };
}

/** The redirect URL to register with the developer app. */
export function redirectUrl(port: string): string {
  return `http://127.0.0.1:${port}/callback`;
}

function port(fields: Fields): number | null {
  const number = Number(fields.redirect_port);
  return Number.isInteger(number) && number > 0 && number < 65_536 ? number : null;
}

/** The requests per minute that were typed; null for the usual, undefined when it isn't a number. */
function pace(fields: Fields): number | null | undefined {
  const typed = fields.requests_per_minute.trim();
  if (!typed) return null;
  const number = Number(typed);
  return Number.isInteger(number) && number > 0 && number <= 100_000 ? number : undefined;
}

/** Whether there is enough to try. */
export function complete(provider: Provider, fields: Fields): boolean {
  if (pace(fields) === undefined) return false;
  if (provider === 'linkedin') {
    return Boolean(fields.client_id.trim() && (fields.native_pkce || (fields.secret && port(fields))));
  }
  return Boolean(fields.secret && (provider !== 'unipile' || fields.base_url.trim()));
}

/** What is sent; fields that the provider doesn't have are left out. */
export function toInput(provider: Provider, fields: Fields): NewConnection {
  const linkedin = provider === 'linkedin';
  const given = (text: string) => text.trim() || null;
  return {
    provider,
    name: fields.name.trim(),
    base_url: linkedin ? null : given(fields.base_url),
    secret: fields.secret || null,
    client_id: linkedin ? given(fields.client_id) : null,
    www_url: linkedin ? given(fields.www_url) : null,
    api_url: linkedin ? given(fields.api_url) : null,
    redirect_port: linkedin ? port(fields) : null,
    native_pkce: linkedin && fields.native_pkce,
    older_posts: linkedin && fields.older_posts,
    pages: linkedin && fields.pages,
    requests_per_minute: pace(fields) ?? null,
    unipile_api: provider === 'unipile' ? fields.unipile_api || null : null,
  };
}
