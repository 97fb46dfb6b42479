// npm `linkedin-api-client`: LinkedIn's own JavaScript client.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { before, describe, test } from 'node:test';

import linkedin from 'linkedin-api-client';

import { read, sandbox, tell } from './sandbox.mjs';

// The client has its base URLs as constants and no setting for them.
const addresses = createRequire(import.meta.url)('linkedin-api-client/dist/lib/utils/constants.js');
addresses.OAUTH_BASE_URL = `${sandbox.linkedin.www}/oauth/v2`;
addresses.NON_VERSIONED_BASE_URL = `${sandbox.linkedin.api}/v2`;
addresses.VERSIONED_BASE_URL = `${sandbox.linkedin.api}/rest`;

const redirectUrl = sandbox.linkedin.redirect_uris[0];
const scopes = ['openid', 'profile', 'email', 'w_member_social'];
const versionString = '202610';

const auth = new linkedin.AuthClient({
  clientId: sandbox.linkedin.client_id,
  clientSecret: sandbox.linkedin.client_secret,
  redirectUrl,
});
const restli = new linkedin.RestliClient();

/** The member presses Allow; the code comes back on the redirect URL. */
async function consent(person, scope = scopes.join(' '), state = 'opaque') {
  const { redirect } = await tell('/consent', { person, scope, state });
  const query = new URL(redirect).searchParams;
  assert.equal(query.get('state'), state);
  return query.get('code');
}

/** What axios throws for an answer that is no success. */
async function refusal(call) {
  const error = await call.then(
    () => assert.fail('must be refused'),
    (error) => error,
  );
  assert.ok(error.response, String(error));
  return error.response;
}

before(() => tell('/config', { active_versions: ['202609', '202610'] }));

describe('OAuth', () => {
  test('the authorization URL opens a page that asks for the scopes', async () => {
    const url = auth.generateMemberAuthorizationUrl(scopes, 'opaque');
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type'), /^text\/html/);
  });

  test('a code is exchanged once', async () => {
    const code = await consent('amara-sithole');
    const token = await auth.exchangeAuthCodeForAccessToken(code);
    assert.deepEqual(Object.keys(token).sort(), ['access_token', 'expires_in', 'id_token', 'scope', 'token_type']);
    assert.equal(typeof token.access_token, 'string');
    assert.equal(token.expires_in, 5_184_000);
    assert.equal(token.token_type, 'Bearer');
    assert.deepEqual(token.scope.split(',').sort(), [...scopes].sort());
    const again = await refusal(auth.exchangeAuthCodeForAccessToken(code));
    assert.equal(again.status, 400);
    assert.equal(again.data.error, 'invalid_request');
  });

  test('an app without refresh tokens is given none; a partner refreshes', async () => {
    await tell('/config', { partner: true });
    const first = await auth.exchangeAuthCodeForAccessToken(await consent('chloe-lambert'));
    assert.equal(typeof first.refresh_token, 'string');
    assert.ok(first.refresh_token_expires_in > 31_000_000);
    const second = await auth.exchangeRefreshTokenForAccessToken(first.refresh_token);
    assert.notEqual(second.access_token, first.access_token);
    assert.equal(second.refresh_token, first.refresh_token);
    assert.ok(second.refresh_token_expires_in <= first.refresh_token_expires_in);
    await tell('/config', { partner: false });
  });

  test('introspection tells a living token from a revoked one', async () => {
    const { access_token } = await auth.exchangeAuthCodeForAccessToken(await consent('priya-raman'));
    const living = await auth.introspectAccessToken(access_token);
    assert.equal(living.status, 200);
    assert.equal(living.data.active, true);
    assert.equal(living.data.status, 'active');
    assert.equal(living.data.client_id, sandbox.linkedin.client_id);
    assert.equal(living.data.auth_type, '3L');
    assert.equal(typeof living.data.expires_at, 'number');
    await tell('/expire', { provider: 'linkedin', account: 'priya-raman' });
    const revoked = await auth.introspectAccessToken(access_token);
    assert.equal(revoked.data.active, false);
    assert.equal(revoked.data.status, 'revoked');
  });
});

describe('a member', () => {
  let accessToken;
  let author;

  before(async () => {
    const token = await auth.exchangeAuthCodeForAccessToken(await consent('amara-sithole'));
    accessToken = token.access_token;
    const { data } = await restli.get({ resourcePath: '/userinfo', accessToken });
    author = `urn:li:person:${data.sub}`;
  });

  const post = (commentary) => ({
    author,
    commentary,
    visibility: 'PUBLIC',
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    lifecycleState: 'PUBLISHED',
  });

  test('userinfo', async () => {
    const { data, status } = await restli.get({ resourcePath: '/userinfo', accessToken });
    assert.equal(status, 200);
    assert.equal(data.name, 'Amara Sithole');
    assert.equal(data.given_name, 'Amara');
    assert.equal(data.family_name, 'Sithole');
    assert.equal(data.email, 'amara.sithole@northwind.example');
    assert.equal(typeof data.sub, 'string');
    assert.ok(URL.canParse(data.picture));
  });

  test('a post is created, edited and deleted', async () => {
    const created = await restli.create({
      resourcePath: '/posts',
      entity: post('Hello from a client nobody here wrote'),
      accessToken,
      versionString,
    });
    assert.equal(created.status, 201);
    assert.equal(created.data, '');
    assert.match(created.createdEntityId, /^urn:li:(share|ugcPost):\d{19}$/);

    const key = { resourcePath: '/posts/{urn}', pathKeys: { urn: created.createdEntityId } };
    const edited = await restli.partialUpdate({
      ...key,
      patchSetObject: { commentary: 'Hello, edited' },
      accessToken,
      versionString,
    });
    assert.equal(edited.status, 204);
    const published = (await read('/posts?provider=linkedin')).find((post) => post.urn === created.createdEntityId);
    assert.equal(published.text, 'Hello, edited');
    assert.equal(published.edited, true);

    for (let time = 0; time < 2; time += 1) {
      const deleted = await restli.delete({ ...key, accessToken, versionString });
      assert.equal(deleted.status, 204);
    }
  });

  test('the same words twice are refused', async () => {
    const entity = post('Said once');
    const first = await restli.create({ resourcePath: '/posts', entity, accessToken, versionString });
    const { status, data } = await refusal(
      restli.create({ resourcePath: '/posts', entity, accessToken, versionString }),
    );
    assert.equal(status, 422);
    assert.equal(data.status, 422);
    const [wrong] = data.errorDetails.inputErrors;
    assert.equal(wrong.code, 'DUPLICATE_POST');
    assert.ok(data.message.includes(first.createdEntityId), data.message);
  });

  test('a version that has gone is refused before anything else is looked at', async () => {
    const { status, data } = await refusal(
      restli.create({ resourcePath: '/posts', entity: {}, accessToken, versionString: '202301' }),
    );
    assert.equal(status, 426);
    assert.match(data.message, /20230101/);
  });

  test('a token that is none', async () => {
    const { status, data } = await refusal(restli.get({ resourcePath: '/userinfo', accessToken: 'nonsense' }));
    assert.equal(status, 401);
    assert.equal(data.serviceErrorCode, 65600);
    assert.equal(data.code, 'INVALID_ACCESS_TOKEN');
  });
});

describe('somebody who answers for pages', () => {
  let accessToken;

  before(async () => {
    await tell('/config', { partner: true });
    const scope = 'r_organization_admin rw_organization_admin r_organization_social w_organization_social';
    const token = await auth.exchangeAuthCodeForAccessToken(await consent('amara-sithole', scope));
    accessToken = token.access_token;
  });

  test('finds the pages', async () => {
    const { data } = await restli.finder({
      resourcePath: '/organizationAcls',
      finderName: 'roleAssignee',
      queryParams: { role: 'ADMINISTRATOR', state: 'APPROVED' },
      accessToken,
      versionString,
    });
    assert.ok(data.elements.length > 0);
    for (const acl of data.elements) {
      assert.match(acl.organization ?? acl.organizationTarget, /^urn:li:organization:\d+$/);
      assert.match(acl.roleAssignee, /^urn:li:person:/);
      assert.equal(acl.role, 'ADMINISTRATOR');
      assert.equal(acl.state, 'APPROVED');
    }
    assert.equal(data.paging.start, 0);
  });

  test('looks several up at once, even when the query has to travel in the body', async () => {
    const [known] = (await read('/accounts?provider=linkedin')).map((account) => account.person);
    assert.equal(known, 'amara-sithole');
    for (const length of [3, 1500]) {
      const ids = Array.from({ length }, (_, place) => 2_414_183 + place);
      const { status, data, config } = await restli.batchGet({
        resourcePath: '/organizationsLookup',
        ids,
        accessToken,
        versionString,
      });
      assert.equal(config.method.toUpperCase(), length > 1000 ? 'POST' : 'GET');
      assert.equal(status, 200);
      assert.equal(data.results['2414183'].localizedName, 'Northwind Talent');
      assert.equal(data.results['2414183'].vanityName, 'northwind-talent');
      assert.equal(data.statuses['2414183'], 200);
      assert.equal(data.statuses['2414184'], 404);
      assert.equal(data.errors['2414184'].status, 404);
    }
    const [last] = (await read('/requests?path=/rest/organizationsLookup')).slice(-1);
    assert.equal(last.method, 'POST');
    assert.equal(last.headers['x-http-method-override'], 'GET');
    assert.equal(last.query, '');
  });

  test('a single one, and only the fields asked for', async () => {
    const { data } = await restli.get({
      resourcePath: '/organizations/{id}',
      pathKeys: { id: 2_414_183 },
      queryParams: { fields: 'id,localizedName' },
      accessToken,
      versionString,
    });
    assert.deepEqual(data, { id: 2_414_183, localizedName: 'Northwind Talent' });
  });

  test('a page posts, and its posts are found by author and in a batch', async () => {
    const author = 'urn:li:organization:2414183';
    const created = await restli.create({
      resourcePath: '/posts',
      entity: {
        author,
        commentary: 'From the page',
        visibility: 'PUBLIC',
        distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
        lifecycleState: 'PUBLISHED',
      },
      accessToken,
      versionString,
    });
    const urn = created.createdEntityId;
    const found = await restli.finder({
      resourcePath: '/posts',
      finderName: 'author',
      queryParams: { author, count: 10 },
      accessToken,
      versionString,
    });
    assert.equal(found.data.elements[0].id, urn);
    assert.equal(found.data.elements[0].commentary, 'From the page');
    assert.equal(found.data.paging.count, 10);
    const one = await restli.get({ resourcePath: '/posts/{urn}', pathKeys: { urn }, accessToken, versionString });
    assert.equal(one.data.author, author);
    assert.equal(one.data.lifecycleState, 'PUBLISHED');
    const batch = await restli.batchGet({ resourcePath: '/posts', ids: [urn], accessToken, versionString });
    assert.equal(batch.data.results[urn].commentary, 'From the page');
    assert.equal(batch.data.statuses[urn], 200);
  });
});
