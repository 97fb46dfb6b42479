// npm `@zernio/node`: Zernio's own client. It declares the type of every answer; each answer here
// is held against its declaration, by TypeScript, when everything else is done.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';

import Zernio, { RateLimitError, ZernioApiError } from '@zernio/node';

import { complaints } from './declared.mjs';
import { read, sandbox, tell } from './sandbox.mjs';

const zernio = new Zernio({ apiKey: sandbox.zernio.api_key, baseURL: sandbox.zernio.base_url });

// In Zernio's documentation, but not in the types of its package.
const ofAccounts = ['slug', 'platformUserId', 'rateLimitedUntil', 'createdAt', 'statusCounts'];
const ofHealth = ['ownerUserId', 'disconnectReason', 'disconnectionType', 'unhealthySince'];
const ofPosts = ['publishAttempts', 'existingPost'];

const answers = [];

/** The answer's data, kept for comparing it with the declared type. */
async function data(type, call, besides = []) {
  const { data: value, response } = await call;
  assert.equal(typeof value, 'object', `${type}: ${response.status}`);
  answers.push({ type, value, besides, what: `${response.status} ${new URL(response.url).pathname}` });
  return value;
}

async function refused(call, status, code) {
  const error = await call.then(
    () => assert.fail('must be refused'),
    (error) => error,
  );
  assert.ok(error instanceof ZernioApiError, String(error));
  assert.deepEqual({ status: error.statusCode, code: error.code }, { status, code });
  assert.equal(typeof error.body.error, 'string');
  answers.push({ type: 'ErrorResponse', value: error.body, besides: ['docUrl'], what: `${status} ${code}` });
  return error;
}

function keys(value, expected) {
  assert.deepEqual(Object.keys(value).sort(), [...expected].sort());
}

async function idOf(person) {
  const accounts = await read('/accounts?provider=zernio');
  return accounts.find((account) => account.person === person).id;
}

/** A post's body to these accounts. */
function to(accounts, content, more = {}) {
  return { body: { content, platforms: accounts.map((accountId) => ({ platform: 'linkedin', accountId })), ...more } };
}

/** A member celebrates a post, through LinkedIn's own API. */
async function react(root, person) {
  const { www, api, client_id, client_secret, redirect_uris } = sandbox.linkedin;
  const { code } = await tell('/consent', { person, scope: 'openid w_member_social_feed' });
  const fields = { grant_type: 'authorization_code', code, client_id, client_secret, redirect_uri: redirect_uris[0] };
  const body = new URLSearchParams(fields);
  const { access_token: token } = await (await fetch(`${www}/oauth/v2/accessToken`, { method: 'POST', body })).json();
  const headers = { Authorization: `Bearer ${token}`, 'LinkedIn-Version': '202610', 'Content-Type': 'application/json' };
  await tell('/config', { active_versions: ['202610'] });
  const { sub } = await (await fetch(`${api}/v2/userinfo`, { headers })).json();
  const address = `${api}/rest/reactions?actor=urn%3Ali%3Aperson%3A${encodeURIComponent(sub)}`;
  const reaction = JSON.stringify({ root, reactionType: 'PRAISE' });
  assert.equal((await fetch(address, { method: 'POST', headers, body: reaction })).status, 201);
}

async function soon(seconds) {
  const { now } = await read('/clock');
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the key', () => {
  test('is asked for', async () => {
    const other = new Zernio({ apiKey: 'sk_wrong', baseURL: sandbox.zernio.base_url });
    const error = await refused(other.profiles.listProfiles(), 401, 'invalid_credentials');
    assert.ok(error.isAuthError());
    assert.equal(error.type, 'authentication_error');
  });

  test('is verified', async () => {
    const verified = await data('VerifyCredentialResponse', zernio.apiKeys.verifyCredential());
    assert.equal(verified.valid, true);
    const users = await data('ListUsersResponse', zernio.users.listUsers());
    assert.equal(users.currentUserId, verified.userId);
    await data('GetUsageStatsResponse', zernio.usage.getUsageStats());
  });
});

describe('profiles and accounts', () => {
  test('profiles are made, changed and removed', async () => {
    const made = await data('CreateProfileResponse', zernio.profiles.createProfile({ body: { name: 'Harbour' } }), ofAccounts);
    const path = { profileId: made.profile._id };
    const conflict = await refused(zernio.profiles.createProfile({ body: { name: 'Harbour' } }), 409, 'profile_exists');
    assert.deepEqual(conflict.details, { existingProfileId: path.profileId });
    const update = zernio.profiles.updateProfile({ path, body: { description: 'Ships', color: '#123456' } });
    await data('UpdateProfileResponse', update, ofAccounts);
    const { profile } = await data('GetProfileResponse', zernio.profiles.getProfile({ path }), ofAccounts);
    keys(profile, ['_id', 'userId', 'name', 'slug', 'isDefault', 'createdAt', 'description', 'color']);
    await data('DeleteProfileResponse', zernio.profiles.deleteProfile({ path }));
    await refused(zernio.profiles.getProfile({ path }), 404, 'profile_not_found');
    const list = await data('ListProfilesResponse', zernio.profiles.listProfiles({ query: { limit: 2, skip: 1 } }), ofAccounts);
    assert.deepEqual([list.profiles.length, list.total, list.skip, list.limit], [2, 4, 1, 2]);
  });

  test('accounts are listed, a page at a time or whole', async () => {
    const all = await data('ListAccountsResponse', zernio.accounts.listAccounts(), ofAccounts);
    keys(all, ['accounts', 'hasAnalyticsAccess']);
    assert.equal(all.accounts.length, 4);
    keys(all.accounts[0], [
      ...['_id', 'platform', 'profileId', 'platformUserId', 'username', 'displayName', 'profilePicture', 'profileUrl'],
      ...['isActive', 'needsReconnection', 'enabled', 'parentAccountId', 'rateLimitedUntil', 'metadata', 'createdAt'],
    ]);
    const page = zernio.accounts.listAccounts({ query: { platform: 'linkedin', page: 2, limit: 3 } });
    const second = await data('ListAccountsResponse', page, ofAccounts);
    assert.deepEqual(second.pagination, { page: 2, limit: 3, total: 4, pages: 2 });
    await refused(zernio.accounts.listAccounts({ query: { page: 2 } }), 400, 'invalid_field_value');
  });

  test('an account is renamed and moved', async () => {
    const path = { accountId: await idOf('samir-khoury') };
    const { profiles } = await data('ListProfilesResponse', zernio.profiles.listProfiles(), ofAccounts);
    await data('UpdateAccountResponse', zernio.accounts.updateAccount({ path, body: { displayName: 'Samir' } }));
    const move = zernio.accounts.moveAccountToProfile({ path, body: { profileId: profiles[0]._id } });
    assert.equal((await data('MoveAccountToProfileResponse', move)).profileId, profiles[0]._id);
  });

  test('health tells what works and until when', async () => {
    const health = await data('GetAllAccountsHealthResponse', zernio.accounts.getAllAccountsHealth(), ofHealth);
    assert.deepEqual(health.summary, { total: 4, healthy: 3, warning: 1, error: 0, needsReconnect: 0 });
    keys(health.accounts[0], [
      ...['accountId', 'platform', 'username', 'displayName', 'profileId', 'status', 'canPost', 'canFetchAnalytics'],
      ...['tokenValid', 'tokenExpiresAt', 'needsReconnect', 'issues', ...ofHealth],
    ]);
    const path = { accountId: await idOf('samir-khoury') };
    const one = await data('GetAccountHealthResponse', zernio.accounts.getAccountHealth({ path }));
    keys(one, [
      ...['accountId', 'platform', 'username', 'displayName', 'status', 'tokenStatus', 'permissions', 'issues'],
      'recommendations',
    ]);
    assert.equal(one.status, 'warning');
    keys(one.tokenStatus, ['valid', 'expiresAt', 'expiresIn', 'needsRefresh']);
    keys(one.permissions, ['posting', 'analytics', 'optional', 'canPost', 'canFetchAnalytics', 'missingRequired']);
  });
});

describe('connecting', () => {
  test('an owner signs in, and the same account comes back', async () => {
    const accountId = await idOf('beatriz-nogueira');
    await tell('/expire', { provider: 'zernio', account: accountId });
    const { profiles } = await data('ListProfilesResponse', zernio.profiles.listProfiles(), ofAccounts);
    const query = { profileId: profiles[0]._id, redirect_url: 'https://app.example/back', reconnectAccountId: accountId };
    const start = zernio.connect.getConnectUrl({ path: { platform: 'linkedin' }, query });
    const { authUrl, state } = await data('GetConnectUrlResponse', start);
    assert.equal(typeof state, 'string');
    const body = new URLSearchParams({ member: 'beatriz-nogueira', action: 'allow' });
    const done = await fetch(authUrl, { method: 'POST', body, redirect: 'manual' });
    const back = new URL(done.headers.get('location')).searchParams;
    assert.deepEqual(Object.fromEntries(back), {
      connected: 'linkedin',
      profileId: profiles[0]._id,
      accountId,
      username: 'beatriz-nogueira',
    });
  });

  test('a member with a page chooses it without a browser page of Zernio', async () => {
    const { profiles } = await data('ListProfilesResponse', zernio.profiles.listProfiles(), ofAccounts);
    const profileId = profiles[0]._id;
    const query = { profileId, redirect_url: 'https://app.example/back', headless: true };
    const start = zernio.connect.getConnectUrl({ path: { platform: 'linkedin' }, query });
    const { authUrl } = await data('GetConnectUrlResponse', start);
    const body = new URLSearchParams({ member: 'amara-sithole', action: 'allow' });
    const handed = await fetch(authUrl, { method: 'POST', body, redirect: 'manual' });
    const token = new URL(handed.headers.get('location')).searchParams.get('pendingDataToken');
    const pending = await data('GetPendingOAuthDataResponse', zernio.connect.getPendingOAuthData({ query: { token } }));
    const [page] = pending.organizations;
    const { tempToken } = pending;
    const details = zernio.connect.linkedin.listLinkedInOrganizations({ query: { tempToken, orgIds: page.id } });
    const { organizations } = await data('ListLinkedInOrganizationsResponse', details);
    keys(organizations[0], ['id', 'logoUrl', 'vanityName', 'website', 'industry', 'description']);
    const selection = {
      profileId,
      tempToken,
      userProfile: pending.userProfile,
      accountType: 'organization',
      selectedOrganization: page,
    };
    const select = zernio.connect.linkedin.selectLinkedInOrganization({ body: selection });
    const { account } = await data('SelectLinkedInOrganizationResponse', select);
    assert.equal(account.accountType, 'organization');
    const path = { accountId: account.accountId };
    await data('GetLinkedInOrganizationsResponse', zernio.connect.getLinkedInOrganizations({ path }));
    const back = zernio.connect.updateLinkedInOrganization({ path, body: { accountType: 'personal' } });
    assert.equal((await data('UpdateLinkedInOrganizationResponse', back)).accountName, 'Amara Sithole');
    const url = 'https://www.linkedin.com/in/dana-okafor';
    const mention = zernio.accounts.getLinkedInMentions({ path, query: { url, displayName: 'Dana Okafor' } });
    const found = await data('GetLinkedInMentionsResponse', mention);
    assert.equal(found.mentionFormat, `@[Dana Okafor](${found.urn})`);
    await data('DeleteAccountResponse', zernio.accounts.deleteAccount({ path }));
    await refused(zernio.accounts.deleteAccount({ path }), 404, 'account_not_found');
  });
});

describe('posts', () => {
  test('one is out at once, and only once', async () => {
    const owen = await idOf('owen-gallagher');
    const key = { headers: { 'x-request-id': 'call-1' } };
    const create = () => zernio.posts.createPost({ ...to([owen], 'Hello', { publishNow: true }), ...key });
    const { post } = await data('PostCreateResponse', create(), ofPosts);
    keys(post, [
      ...['_id', 'userId', 'content', 'mediaItems', 'platforms', 'timezone', 'status', 'metadata', 'createdAt'],
      'updatedAt',
    ]);
    keys(post.platforms[0], [
      ...['platform', 'accountId', 'status', 'publishAttempts', 'platformPostId', 'platformPostUrl', 'publishedAt'],
    ]);
    assert.equal(post.status, 'published');
    const again = await data('PostCreateResponse', create(), ofPosts);
    assert.equal(again.post._id, post._id);
    const twin = await refused(
      zernio.posts.createPost(to([owen], 'Hello', { publishNow: true })),
      409,
      'duplicate_content',
    );
    assert.deepEqual(twin.details, { accountId: owen, platform: 'linkedin', existingPostId: post._id });
    const path = { postId: post._id };
    const edit = { path, body: { platform: 'linkedin', content: 'Hello again' } };
    await data('EditPostResponse', zernio.posts.editPost(edit));
    await refused(zernio.posts.deletePost({ path }), 400, 'invalid_request');
    await data('UnpublishPostResponse', zernio.posts.unpublishPost({ path, body: { platform: 'linkedin' } }));
    const gone = await data('GetPostResponse', zernio.posts.getPost({ path }), ofPosts);
    assert.equal(gone.post.status, 'cancelled');
    const posts = await read('/posts?provider=zernio');
    assert.deepEqual([posts.length, posts[0].text, posts[0].deleted], [1, 'Hello again', true]);
  });

  test('one is scheduled and goes out by itself', async () => {
    const owen = await idOf('owen-gallagher');
    const body = { scheduledFor: await soon(600), timezone: 'Europe/Madrid' };
    const { post } = await data('PostCreateResponse', zernio.posts.createPost(to([owen], 'Later', body)), ofPosts);
    assert.deepEqual([post.status, post.timezone, post.platforms[0].status], ['scheduled', 'Europe/Madrid', 'pending']);
    await tell('/clock', { advance_s: 601 });
    const path = { postId: post._id };
    const { post: out } = await data('GetPostResponse', zernio.posts.getPost({ path }), ofPosts);
    assert.deepEqual([out.status, out.platforms[0].status], ['published', 'published']);
  });

  test('a draft is kept, promoted and deleted', async () => {
    const owen = await idOf('owen-gallagher');
    const { post } = await data('PostCreateResponse', zernio.posts.createPost(to([owen], 'Draft', { isDraft: true })), ofPosts);
    assert.equal(post.status, 'draft');
    const path = { postId: post._id };
    const promote = { path, body: { isDraft: false, scheduledFor: await soon(3600) } };
    const promoted = await data('PostUpdateResponse', zernio.posts.updatePost(promote), ofPosts);
    assert.equal(promoted.post.status, 'scheduled');
    await data('DeletePostResponse', zernio.posts.deletePost({ path }));
    await refused(zernio.posts.getPost({ path }), 404, 'post_not_found');
  });

  test('a queue gives slots', async () => {
    const owen = await idOf('owen-gallagher');
    const { profiles } = await data('ListProfilesResponse', zernio.profiles.listProfiles(), ofAccounts);
    const profileId = profiles[0]._id;
    const slots = [{ dayOfWeek: 1, time: '09:00' }];
    const queue = { profileId, name: 'Mornings', timezone: 'America/New_York', slots };
    await data('CreateQueueSlotResponse', zernio.queue.createQueueSlot({ body: queue }));
    const next = await data('GetNextQueueSlotResponse', zernio.queue.getNextQueueSlot({ query: { profileId } }));
    assert.match(next.nextSlot, /T09:00:00-0[45]:00$/);
    const { post } = await data(
      'PostCreateResponse',
      zernio.posts.createPost(to([owen], 'Queued', { queuedFromProfile: profileId })),
      ofPosts,
    );
    assert.deepEqual([post.status, post.queueId], ['scheduled', next.queueId]);
    assert.equal(Date.parse(post.scheduledFor), Date.parse(next.nextSlot));
    const preview = await data('PreviewQueueResponse', zernio.queue.previewQueue({ query: { profileId, count: 3 } }));
    assert.equal(preview.slots[0], next.nextSlot);
    const listed = await data('QueueSlotsResponse', zernio.queue.listQueueSlots({ query: { profileId } }));
    keys(listed, ['exists', 'schedule', 'nextSlots']);
    const update = { body: { profileId, timezone: 'Europe/Paris', slots, reshuffleExisting: true } };
    assert.equal((await data('UpdateQueueSlotResponse', zernio.queue.updateQueueSlot(update))).reshuffledCount, 1);
    const remove = zernio.queue.deleteQueueSlot({ query: { profileId } });
    assert.equal((await data('DeleteQueueSlotResponse', remove)).deletedCount, 1);
    await refused(zernio.queue.getNextQueueSlot({ query: { profileId } }), 404, 'queue_not_found');
  });

  test('some targets fail, and are retried', async () => {
    const [owen, ingrid] = [await idOf('owen-gallagher'), await idOf('ingrid-solberg')];
    await tell('/expire', { provider: 'zernio', account: ingrid, status: 'permissions' });
    const partly = zernio.posts.createPost(to([owen, ingrid], 'To both', { publishNow: true }));
    const answer = await data('PostPublishIncompleteResponse', partly, ofPosts);
    assert.equal(answer.post.status, 'partial');
    assert.deepEqual(answer.platformResults.map((result) => result.status), ['published', 'failed']);
    assert.equal(answer.post.platforms[1].errorCategory, 'account_issue');
    const retry = zernio.posts.retryPost({ path: { postId: answer.post._id } });
    assert.equal((await data('PostPublishIncompleteResponse', retry, ofPosts)).post.status, 'partial');
  });

  test('a lost account is told before anything happens', async () => {
    const ingrid = await idOf('ingrid-solberg');
    await tell('/expire', { provider: 'zernio', account: ingrid });
    const call = zernio.posts.createPost(to([ingrid], 'Hello', { publishNow: true }));
    assert.ok((await refused(call, 403, 'ACCOUNT_DISCONNECTED')).isForbidden());
  });

  test('who reacted to a page’s post can be read', async () => {
    const path = { accountId: await idOf('beatriz-nogueira') };
    await tell('/page-role', { page: 'northwind-talent', person: 'beatriz-nogueira', role: 'ADMINISTRATOR' });
    const { organizations } = await data(
      'GetLinkedInOrganizationsResponse',
      zernio.connect.getLinkedInOrganizations({ path }),
    );
    const body = { accountType: 'organization', selectedOrganization: organizations[0] };
    await data('UpdateLinkedInOrganizationResponse', zernio.connect.updateLinkedInOrganization({ path, body }));
    const create = zernio.posts.createPost(to([path.accountId], 'From the page', { publishNow: true }));
    const { post } = await data('PostCreateResponse', create, ofPosts);
    const urn = post.platforms[0].platformPostId;
    await react(urn, 'wei-zhang');
    const asked = zernio.analytics.getLinkedInPostReactions({ path, query: { urn } });
    const { reactions, pagination } = await data('GetLinkedInPostReactionsResponse', asked);
    assert.deepEqual([reactions[0].reactionLabel, reactions[0].from.name], ['Celebrate', 'Wei Zhang']);
    assert.deepEqual(pagination, { hasMore: false, total: 1 });
  });

  test('many come in one file', async () => {
    const { accounts } = await data('ListAccountsResponse', zernio.accounts.listAccounts(), ofAccounts);
    const { profileId } = accounts.find((account) => account.username === 'owen-gallagher');
    const rows = [
      'post_content,platforms,profiles,schedule_time,tz,is_draft',
      `"One, of many",linkedin,${profileId.name},2099-01-04 10:00,Europe/Paris,`,
      `Another,linkedin,${profileId._id},,,true`,
      'Nobody,linkedin,Nowhere,,,true',
    ];
    const file = new Blob([rows.join('\n')], { type: 'text/csv' });
    const upload = zernio.posts.bulkUploadPosts({ body: { file } });
    const done = await data('BulkUploadPostsResponse', upload);
    assert.deepEqual([done.total, done.valid, done.results[2].errors], [3, 2, ['unknown_profile:Nowhere']]);
    const path = { postId: done.results[0].createdPostId };
    const { post } = await data('GetPostResponse', zernio.posts.getPost({ path }), ofPosts);
    assert.deepEqual([post.content, post.scheduledFor], ['One, of many', '2099-01-04T09:00:00.000Z']);
    for (const { createdPostId } of done.results.slice(0, 2)) {
      await zernio.posts.deletePost({ path: { postId: createdPostId } });
    }
  });

  test('posts are listed and misspelled filters refused', async () => {
    const query = { accountId: await idOf('owen-gallagher'), limit: 1 };
    const list = await data('ListPostsResponse', zernio.posts.listPosts({ query }), ofPosts);
    assert.equal(list.posts.length, 1);
    assert.ok(list.pagination.total > 1);
    await refused(zernio.posts.listPosts({ query: { acountId: '1' } }), 400, 'unknown_parameter');
  });
});

describe('media', () => {
  test('a file is uploaded and posted', async () => {
    const owen = await idOf('owen-gallagher');
    const body = { filename: 'dot.png', contentType: 'image/png', size: png.length };
    const place = await data('GetMediaPresignedUrlResponse', zernio.media.getMediaPresignedUrl({ body }));
    keys(place, ['uploadUrl', 'publicUrl', 'key', 'expiresIn']);
    const headers = { 'Content-Type': 'image/png' };
    assert.equal((await fetch(place.uploadUrl, { method: 'PUT', body: png, headers })).status, 200);
    const validated = zernio.validate.validateMedia({ body: { url: place.publicUrl } });
    assert.equal((await data('ValidateMediaResponse', validated)).size, png.length);
    const mediaItems = [{ type: 'image', url: place.publicUrl, altText: 'A dot' }];
    const create = zernio.posts.createPost(to([owen], 'With a dot', { publishNow: true, mediaItems }));
    const { post } = await data('PostCreateResponse', create, ofPosts);
    const posts = await read('/posts?provider=zernio');
    const shown = posts.find((one) => one.urn === post.platforms[0].platformPostId);
    assert.deepEqual([shown.media[0].alt, shown.media[0].bytes], ['A dot', png.length]);
  });

  test('a post is checked before it is sent', async () => {
    const platforms = [{ platform: 'linkedin' }];
    const check = (content) => zernio.validate.validatePost({ body: { content, platforms } });
    assert.equal((await data('ValidatePostResponse', check('Hello'))).valid, true);
    assert.equal((await data('ValidatePostResponse', check('a'.repeat(3001)))).errors.length, 1);
    const length = zernio.validate.validatePostLength({ body: { text: 'Hello' } });
    assert.equal((await data('ValidatePostLengthResponse', length)).platforms.linkedin.count, 5);
  });
});

describe('webhooks', () => {
  test('an event is signed, delivered and logged', async () => {
    const received = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      received.push({ headers: request.headers, body });
      response.end('thanks');
      server.emit('webhook');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${server.address().port}/`;
      const body = { name: 'Desk', url, secret: 's3cret', events: ['account.disconnected'] };
      const made = await data('CreateWebhookSettingsResponse', zernio.webhooks.createWebhookSettings({ body }), ['profileIds', 'accountIds']);
      const webhookId = made.webhook._id;
      await data('TestWebhookResponse', zernio.webhooks.testWebhook({ body: { webhookId } }));
      const arrived = once(server, 'webhook');
      await zernio.accounts.deleteAccount({ path: { accountId: await idOf('beatriz-nogueira') } });
      await arrived;
      assert.equal(received.length, 2);
      const event = JSON.parse(received[1].body);
      answers.push({ type: 'WebhookPayloadAccountDisconnected', value: event, what: 'account.disconnected' });
      assert.equal(received[1].headers['x-zernio-event-id'], event.id);
      const signature = createHmac('sha256', 's3cret').update(received[1].body).digest('hex');
      assert.equal(received[1].headers['x-zernio-signature'], signature);
      // The log has an event once the subscriber's answer was read, which is after it came.
      const logged = async () => (await zernio.webhooks.getWebhookLogs({ query: { webhookId } })).data.pagination.total;
      for (let asked = 0; asked < 500 && (await logged()) < 2; asked += 1);
      const again = zernio.webhooks.redeliverWebhookEvent({ body: { webhookId, eventId: event.id } });
      await data('RedeliverWebhookEventResponse', again);
      assert.equal(received[2].body, received[1].body);
      const logs = await data('GetWebhookLogsResponse', zernio.webhooks.getWebhookLogs({ query: { webhookId } }));
      assert.equal(logs.pagination.total, 3);
      const list = await data('GetWebhookSettingsResponse', zernio.webhooks.getWebhookSettings(), ['profileIds', 'accountIds']);
      assert.equal(list.webhooks[0].failureCount, 0);
      await data('DeleteWebhookSettingsResponse', zernio.webhooks.deleteWebhookSettings({ query: { webhookId } }));
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('limits', () => {
  test('a minute has so many requests', async () => {
    await tell('/config', { zernio_requests_per_minute: 1 });
    await zernio.profiles.listProfiles().catch(() => undefined);
    const error = await refused(zernio.profiles.listProfiles(), 429, 'rate_limit_exceeded');
    await tell('/config', { zernio_requests_per_minute: 0 });
    assert.ok(error instanceof RateLimitError);
    assert.deepEqual([error.limit, error.remaining], [1, 0]);
    assert.ok(error.resetAt instanceof Date);
  });

  test('numbers need the add-on', async () => {
    const error = await zernio.accounts.getFollowerStats().catch((error) => error);
    assert.deepEqual([error.statusCode, error.body.requiresAddon], [403, true]);
    await tell('/config', { zernio_analytics: true });
    const stats = await data('GetFollowerStatsResponse', zernio.accounts.getFollowerStats(), ofAccounts);
    assert.equal(stats.granularity, 'daily');
    const path = { accountId: await idOf('owen-gallagher') };
    const totals = zernio.analytics.getLinkedInAggregateAnalytics({ path });
    await data('LinkedInAggregateAnalyticsTotalResponse', totals);
    const posts = await read('/posts?provider=zernio');
    const { urn } = posts.findLast((post) => !post.deleted && post.author.slug === 'owen-gallagher');
    await data('GetLinkedInPostAnalyticsResponse', zernio.analytics.getLinkedInPostAnalytics({ path, query: { urn } }));
  });
});

test('every answer is of the type the client declares', () => {
  assert.ok(answers.length > 60, `${answers.length} answers`);
  assert.deepEqual(complaints('@zernio/node', answers), []);
});
