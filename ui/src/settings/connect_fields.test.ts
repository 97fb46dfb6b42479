import { describe, expect, it } from 'vitest';
import { blank, complete, redirectUrl, toInput } from './connect_fields';

describe('what is enough to try', () => {
  it.each([
    ['linkedin', { client_id: '77abc', secret: 's3' }, true],
    ['linkedin', { client_id: '77abc' }, false],
    ['linkedin', { client_id: '77abc', native_pkce: true }, true],
    ['linkedin', { client_id: '77abc', secret: 's3', redirect_port: 'x' }, false],
    ['unipile', { secret: 'key' }, false],
    ['unipile', { secret: 'key', base_url: 'api8.unipile.com:13851' }, true],
    ['edges', { secret: 'key' }, true],
    ['edges', { secret: 'key', requests_per_minute: ' 90 ' }, true],
    ['edges', { secret: 'key', requests_per_minute: 'many' }, false],
    ['edges', { secret: 'key', requests_per_minute: '0' }, false],
    ['zernio', {}, false],
  ] as const)('%s with %j: %s', (provider, typed, enough) => {
    expect(complete(provider, { ...blank(), ...typed })).toBe(enough);
  });
});

it('sends only what the provider has', () => {
  const typed = { ...blank(), client_id: ' 77abc ', secret: 's3', base_url: 'left.over', pages: true };
  expect(toInput('linkedin', typed)).toMatchObject({ client_id: '77abc', base_url: null, pages: true, redirect_port: 34_567 });
  expect(toInput('edges', typed)).toMatchObject({ client_id: null, base_url: 'left.over', pages: false, redirect_port: null });
});

it('says which Unipile API the key is for, unless Rollcall is to find out', () => {
  expect(toInput('unipile', { ...blank(), unipile_api: 'v1' })).toMatchObject({ unipile_api: 'v1', requests_per_minute: null });
  expect(toInput('unipile', { ...blank(), requests_per_minute: '90' })).toMatchObject({ unipile_api: null, requests_per_minute: 90 });
  expect(toInput('edges', { ...blank(), unipile_api: 'v1' })).toMatchObject({ unipile_api: null });
});

it('shows the redirect URL to register', () => expect(redirectUrl('34567')).toBe('http://127.0.0.1:34567/callback'));
