// npm `unipile-node-sdk`: Unipile's own client of API v1. It compares every answer with its schema
// and throws when they differ.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { UnipileClient, UnsuccessfulRequestError } from 'unipile-node-sdk';

import { read, sandbox, tell } from './sandbox.mjs';

const { dsn, api_key } = sandbox.unipile;
const client = new UnipileClient(dsn, api_key, {
  validateRequestPayload: true,
  validateRequestPayloadLevel: 'error',
});
const { account, users, webhook, messaging } = client;

/** The error body of a call that must not succeed. */
async function refusal(call) {
  const error = await call.then(
    () => assert.fail('must be refused'),
    (error) => error,
  );
  assert.ok(error instanceof UnsuccessfulRequestError, String(error));
  assert.deepEqual(Object.keys(error.body).sort(), ['detail', 'instance', 'status', 'title', 'type']);
  return error.body;
}

async function refusedAs(call, status, type) {
  const body = await refusal(call);
  assert.deepEqual({ status: body.status, type: body.type }, { status, type });
  assert.match(body.instance, /^\/api\/v1\//);
}

async function idOf(person) {
  const accounts = await read('/accounts?provider=unipile');
  return accounts.find((account) => account.person === person).id;
}

const statusOf = async (id) => (await account.getOne(id)).sources[0].status;

const basic = (username) => ({ username, password: 'hunter2' });
const solve = (account_id, code) => account.solveCodeCheckpoint({ provider: 'LINKEDIN', account_id, code });

/** A PNG of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A receiver of webhooks on this computer. */
const received = [];
const listeners = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => (body += piece));
  request.on('end', () => {
    received.push({ headers: request.headers, body: JSON.parse(body) });
    response.end('ok');
    for (const listener of listeners.splice(0)) listener();
  });
});

/** The messages received, once there are this many. */
async function messages(account_id, count) {
  for (;;) {
    const told = received.filter(({ body }) => body.AccountStatus?.account_id === account_id);
    if (told.length >= count) return told.map(({ body }) => body.AccountStatus.message);
    await new Promise((listener) => listeners.push(listener));
  }
}

let address;
before(async () => {
  await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${receiver.address().port}`;
});
after(() => receiver.close());

describe('accounts', () => {
  test('are listed in pages until the cursor ends', async () => {
    const all = [];
    let cursor;
    do {
      const page = await account.getAll({ limit: 10, cursor });
      assert.equal(page.object, 'AccountList');
      assert.ok(page.items.length <= 10);
      all.push(...page.items);
      cursor = page.cursor ?? undefined;
    } while (cursor);
    assert.equal(all.length, 24);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    const whole = await account.getAll();
    assert.deepEqual(whole.items, all);
    assert.equal(whole.total_count, all.length);
    assert.equal(
      whole.status_counts.CREDENTIALS,
      all.filter(({ sources }) => sources[0].status === 'CREDENTIALS').length,
    );
  });

  test('one is read, and says what it is connected as', async () => {
    const elif = await account.getOne(await idOf('elif-watanabe'));
    assert.equal(elif.type, 'LINKEDIN');
    assert.equal(elif.name, 'Elif Watanabe');
    assert.equal(elif.connection_params.im.username, 'elif.watanabe@meridian.example');
    assert.deepEqual(elif.connection_params.im.premiumFeatures, ['sales_navigator']);
    assert.equal(elif.connection_params.im.organizations[0].name, 'Meridian Labs');
    assert.deepEqual(elif.sources, [{ id: `${elif.id}_MESSAGING`, status: 'OK' }]);
    await refusedAs(account.getOne('nothing'), 404, 'errors/resource_not_found');
  });

  test('a wrong key is no account’s fault', async () => {
    const stranger = new UnipileClient(dsn, 'nonsense');
    await refusedAs(stranger.account.getAll(), 401, 'errors/missing_credentials');
  });

  test('one is deleted', async () => {
    const { account_id } = await account.connectLinkedin(basic('ok+gone@agency.example'));
    assert.deepEqual(await account.delete(account_id), { object: 'AccountDeleted' });
    await refusedAs(account.getOne(account_id), 404, 'errors/resource_not_found');
    await refusedAs(account.delete(account_id), 404, 'errors/resource_not_found');
  });
});

describe('connecting', () => {
  test('by password', async () => {
    const created = await account.connectLinkedin({
      ...basic('ok@agency.example'),
      user_agent: 'Mozilla/5.0',
      proxy: { protocol: 'http', host: 'proxy.example', port: 8080, username: 'u', password: 'p' },
      disabled_features: ['linkedin_recruiter'],
      sync_limit: { chats: 50, messages: '2026-01-01T00:00:00.000Z' },
    });
    assert.equal(created.object, 'AccountCreated');
    assert.equal(await statusOf(created.account_id), 'OK');
  });

  test('by cookies', async () => {
    const created = await account.connectLinkedinWithCookie({
      access_token: 'AQED-priya-raman',
      premium_token: 'AQJ',
      user_agent: 'Mozilla/5.0',
    });
    assert.equal(created.object, 'AccountCreated');
    assert.equal((await account.getOne(created.account_id)).name, 'Priya Raman');
  });

  test('by the general call, with what the SDK does not know', async () => {
    const created = await account.connect(
      { provider: 'LINKEDIN', ...basic('ok+general@agency.example') },
      { extra_params: { country: 'FR', ip: '203.0.113.7' } },
    );
    assert.equal(created.object, 'AccountCreated');
  });

  test('is refused in Unipile’s words', async () => {
    const connect = (body) => account.connectLinkedin(body);
    await refusedAs(connect(basic('bad@agency.example')), 401, 'errors/invalid_credentials');
    await refusedAs(connect(basic('restricted@agency.example')), 403, 'errors/account_restricted');
    await refusedAs(connect(basic('slow@agency.example')), 408, 'errors/request_timeout');
    await refusedAs(connect(basic('nobody')), 400, 'errors/invalid_parameters');
    await refusedAs(connect({ username: 'ok@agency.example' }), 400, 'errors/missing_parameters');
    const expired = account.connectLinkedinWithCookie({ access_token: 'expired' });
    await refusedAs(expired, 401, 'errors/invalid_credentials');
  });
});

describe('checkpoints', () => {
  test('2FA', async () => {
    const asked = await account.connectLinkedin(basic('2fa@agency.example'));
    assert.deepEqual(asked.checkpoint, { type: '2FA', source: 'APP' });
    const solved = await solve(asked.account_id, '123456');
    assert.deepEqual(solved, { object: 'AccountCreated', account_id: asked.account_id });
    assert.equal(await statusOf(asked.account_id), 'OK');
  });

  test('OTP, wrong, then right', async () => {
    const asked = await account.connectLinkedin(basic('otp@agency.example'));
    assert.deepEqual(asked.checkpoint, { type: 'OTP' });
    await refusedAs(solve(asked.account_id, '000000'), 401, 'errors/invalid_checkpoint_solution');
    assert.equal((await solve(asked.account_id, '123456')).object, 'AccountCreated');
  });

  test('one after the other, and another way', async () => {
    const asked = await account.connectLinkedin(basic('chain@agency.example'));
    assert.equal(asked.checkpoint.type, 'OTP');
    const next = await solve(asked.account_id, '123456');
    assert.equal(next.checkpoint.type, '2FA');
    const other = await solve(asked.account_id, 'TRY_ANOTHER_WAY');
    assert.equal(other.checkpoint.type, 'OTP');
    assert.equal((await solve(asked.account_id, '123456')).object, 'AccountCreated');
  });

  test('in the app: approved on the phone, seen by asking for the account', async () => {
    const asked = await account.connectLinkedin(basic('inapp@agency.example'));
    assert.deepEqual(asked.checkpoint, { type: 'IN_APP_VALIDATION' });
    await refusedAs(account.getOne(asked.account_id), 404, 'errors/resource_not_found');
    await tell('/approve', { provider: 'unipile', account: asked.account_id });
    assert.equal(await statusOf(asked.account_id), 'OK');
  });

  test('a phone number, a captcha, a contract', async () => {
    for (const [username, checkpoint, code] of [
      ['phone@agency.example', { type: 'PHONE_REGISTER' }, '(+33)0612345678'],
      ['captcha@agency.example', { type: 'CAPTCHA' }, 'token'],
      ['sms@agency.example', { type: '2FA', source: 'SMS' }, '123456'],
      ['contract@agency.example', { type: 'CONTRACT_CHOOSER' }, '20147'],
    ]) {
      const asked = await account.connectLinkedin(basic(username));
      assert.equal(asked.checkpoint.type, checkpoint.type);
      assert.equal(asked.checkpoint.source, checkpoint.source);
      assert.equal((await solve(asked.account_id, code)).object, 'AccountCreated', username);
    }
  });

  test('have five minutes, and one at a time', async () => {
    const asked = await account.connectLinkedin(basic('2fa+late@agency.example'));
    const again = account.connectLinkedin(basic('2fa+late@agency.example'));
    await refusedAs(again, 425, 'errors/auth_in_progress');
    await tell('/clock', { advance_s: 300 });
    await refusedAs(solve(asked.account_id, '123456'), 500, 'errors/authentication_intent_error');
    await refusedAs(solve('nothing', '123456'), 404, 'errors/resource_not_found');
  });
});

describe('reconnecting', () => {
  test('with cookies keeps the id', async () => {
    const account_id = await idOf('mateo-ruiz');
    assert.equal(await statusOf(account_id), 'CREDENTIALS');
    const other = account.reconnectLinkedinWithCookie({ account_id, access_token: 'AQED-elif-watanabe' });
    await refusedAs(other, 403, 'errors/account_mismatch');
    const reconnected = await account.reconnectLinkedinWithCookie({
      account_id,
      access_token: 'AQED-mateo-ruiz',
      premium_token: 'AQJ',
    });
    assert.deepEqual(reconnected, { object: 'AccountReconnected', account_id });
    assert.equal(await statusOf(account_id), 'OK');
  });

  test('with a password, through a checkpoint', async () => {
    const account_id = await idOf('freya-nystrom');
    await tell('/expire', { provider: 'unipile', account: account_id });
    assert.equal(await statusOf(account_id), 'CREDENTIALS');
    await refusedAs(users.getOwnProfile(account_id), 401, 'errors/disconnected_account');
    const asked = await account.reconnectLinkedin({ account_id, ...basic('freya.nystrom@northwind.example') });
    assert.equal(asked.account_id, account_id);
    assert.equal(asked.checkpoint.type, 'OTP');
    assert.equal(await statusOf(account_id), 'CREDENTIALS');
    const solved = await solve(account_id, '123456');
    assert.deepEqual(solved, { object: 'AccountReconnected', account_id });
    assert.equal(await statusOf(account_id), 'OK');
  });
});

describe('hosted links', () => {
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();
  const form = (body) => ({ method: 'POST', redirect: 'manual', body: new URLSearchParams(body) });

  test('lead the owner through a checkpoint and back', async () => {
    await tell('/config', { unipile_restart_hour: null });
    const link = await account.createHostedAuthLink({
      type: 'create',
      providers: ['LINKEDIN'],
      api_url: dsn,
      expiresOn: soon(),
      name: 'user-42',
      success_redirect_url: 'https://app.example/ok',
      failure_redirect_url: 'https://app.example/ko',
      notify_url: `${address}/notify`,
    });
    assert.equal(link.object, 'HostedAuthUrl');
    const page = await fetch(link.url);
    assert.equal(page.status, 200);
    const asked = await fetch(`${link.url}/sign-in`, form(basic('2fa+hosted@agency.example')));
    assert.match(await asked.text(), /authenticator app/);
    const done = await fetch(`${link.url}/checkpoint`, form({ code: '123456' }));
    assert.equal(done.status, 302);
    const query = Object.fromEntries(new URL(done.headers.get('location')).searchParams);
    const { account_id } = query;
    assert.deepEqual(query, { provider: 'unipile', status: 'success', name: 'user-42', account_id });
    assert.equal(await statusOf(account_id), 'OK');
    const isNotice = ({ body }) => body.name === 'user-42';
    while (!received.some(isNotice)) await new Promise((listener) => listeners.push(listener));
    assert.deepEqual(received.find(isNotice).body, { status: 'CREATION_SUCCESS', account_id, name: 'user-42' });
    assert.equal((await fetch(link.url)).status, 401);
  });

  test('bring an account back', async () => {
    const reconnect_account = await idOf('oskar-sandvik');
    await tell('/expire', { provider: 'unipile', account: reconnect_account });
    const link = await account.createHostedAuthLink({
      type: 'reconnect',
      reconnect_account,
      api_url: dsn,
      expiresOn: soon(),
    });
    const done = await fetch(`${link.url}/sign-in`, form(basic('oskar.sandvik@meridian.example')));
    assert.match(await done.text(), /You are connected/);
    assert.equal(await statusOf(reconnect_account), 'OK');
  });

  test('are strict about dates', async () => {
    const link = { type: 'create', providers: '*', api_url: dsn, expiresOn: '2099-12-22T12:00:00.7Z' };
    await refusedAs(account.createHostedAuthLink(link), 400, 'errors/invalid_parameters');
  });
});

describe('posts', () => {
  test('are published with an attachment and read again', async () => {
    const account_id = await idOf('elif-watanabe');
    const created = await users.createPost({ account_id, text: 'We moved.', attachments: [['bench.png', pixel]] });
    assert.equal(created.object, 'PostCreated');
    assert.match(created.post_id, /^\d{19}$/);
    const post = await users.getPost({ account_id, post_id: created.post_id });
    assert.equal(post.text, 'We moved.');
    assert.equal(post.author.public_identifier, 'elif-watanabe');
    assert.match(post.social_id, /^urn:li:activity:\d+$/);
    assert.deepEqual(post.attachments[0].size, { width: 1, height: 1 });
    const again = await users.getPost({ account_id, post_id: post.social_id });
    assert.equal(again.id, created.post_id);
    const file = await fetch(post.attachments[0].url);
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), pixel);
    const list = await users.getAllPosts({ account_id, identifier: 'elif-watanabe', limit: 1 });
    assert.equal(list.items[0].id, created.post_id);
    assert.equal(typeof list.cursor, 'string');
    const older = await users.getAllPosts({ account_id, identifier: 'elif-watanabe', cursor: list.cursor });
    assert.ok(older.items.every(({ id }) => id !== created.post_id));
  });

  test('are refused for what they hold, or for who sends them', async () => {
    const account_id = await idOf('elif-watanabe');
    const words = [['notes.txt', Buffer.from('just words')]];
    await refusedAs(users.createPost({ account_id, text: 'x', attachments: words }), 422, 'errors/invalid_post');
    const long = users.createPost({ account_id, text: 'x'.repeat(3001) });
    await refusedAs(long, 400, 'errors/too_many_characters');
    const leon = await idOf('leon-baptiste');
    await refusedAs(users.createPost({ account_id: leon, text: 'x' }), 403, 'errors/account_restricted');
  });
});

describe('comments and reactions', () => {
  test('are made and read', async () => {
    const account_id = await idOf('elif-watanabe');
    const { post_id: number } = await users.createPost({ account_id, text: 'Say something' });
    const { social_id: post_id } = await users.getPost({ account_id, post_id: number });
    const text = 'First comment';
    const sent = await users.sendPostComment({ account_id, post_id, text });
    assert.equal(sent.object, 'CommentSent');
    const reacted = await users.sendPostReaction({ account_id, post_id, reaction_type: 'celebrate' });
    assert.deepEqual(reacted, { object: 'ReactionAdded' });
    const { items, total_items } = await users.getAllPostComments({ account_id, post_id });
    assert.equal(total_items, 1);
    assert.deepEqual({ text: items[0].text, author: items[0].author }, { text, author: 'Elif Watanabe' });
    const post = await users.getPost({ account_id, post_id });
    assert.deepEqual([post.comment_counter, post.reaction_counter], [1, 1]);
    const nowhere = users.sendPostComment({ account_id, post_id: '1', text });
    await refusedAs(nowhere, 404, 'errors/resource_not_found');
  });
});

describe('people and chats', () => {
  test('the owner’s own profile', async () => {
    const camila = await users.getOwnProfile(await idOf('camila-duarte'));
    assert.equal(camila.email, 'camila.duarte@alderfinch.example');
    assert.equal(camila.premium, true);
    assert.match(camila.recruiter.contract_id, /^urn:li:ts_contract:/);
    assert.equal(camila.sales_navigator, null);
  });

  test('another member’s, through a product that is there or not', async () => {
    const identifier = 'elif-watanabe';
    const camila = await idOf('camila-duarte');
    const profile = await users.getProfile({ account_id: camila, identifier, linkedin_api: 'recruiter' });
    assert.equal(profile.first_name, 'Elif');
    const plain = await idOf('kofi-mensah');
    const refused = users.getProfile({ account_id: plain, identifier, linkedin_api: 'recruiter' });
    await refusedAs(refused, 403, 'errors/feature_not_subscribed');
  });

  test('chats by folder', async () => {
    const account_id = await idOf('camila-duarte');
    const chats = await messaging.getAllChats({ account_id });
    const folders = new Set(chats.items.flatMap(({ folder }) => folder));
    assert.deepEqual(folders, new Set(['INBOX', 'INBOX_LINKEDIN_CLASSIC', 'INBOX_LINKEDIN_RECRUITER']));
  });
});

describe('resynchronising', () => {
  test('starts, runs and is done', async () => {
    const account_id = await idOf('camila-duarte');
    const sync = async () => (await account.resyncLinkedinAccount({ account_id, linkedin_product: 'recruiter' })).status;
    assert.equal(await sync(), 'SYNC_STARTED');
    assert.equal(await sync(), 'SYNC_RUNNING');
    await tell('/clock', { advance_s: 60 });
    assert.equal(await sync(), 'SYNC_DONE');
    assert.equal(await sync(), 'SYNC_STARTED');
  });
});

describe('webhooks', () => {
  test('are made, listed, told everything in order, and deleted', async () => {
    const account_id = await idOf('noor-rahimi');
    const { webhook_id } = await webhook.create({
      source: 'account_status',
      request_url: `${address}/status`,
      name: 'status',
      headers: [
        { key: 'Content-Type', value: 'application/json' },
        { key: 'Unipile-Auth', value: 'our own secret' },
      ],
    });
    const list = await webhook.getAll();
    assert.deepEqual(
      list.items.map(({ id, name, type, enabled }) => ({ id, name, type, enabled })),
      [{ id: webhook_id, name: 'status', type: 'AUTO', enabled: true }],
    );

    const created = await account.connectLinkedin(basic('ok+told@agency.example'));
    const first = ['CREATION_SUCCESS', 'CONNECTING', 'OK', 'SYNC_SUCCESS'];
    assert.deepEqual(await messages(created.account_id, 4), first);
    await tell('/expire', { provider: 'unipile', account: account_id });
    await account.reconnectLinkedin({ account_id, ...basic('noor.rahimi@northwind.example') });
    const back = ['CREDENTIALS', 'RECONNECTED', 'CONNECTING', 'OK'];
    assert.deepEqual(await messages(account_id, 4), back);
    await account.delete(created.account_id);
    assert.deepEqual(await messages(created.account_id, 5), [...first, 'DELETED']);
    const status = received.find(({ body }) => body.AccountStatus);
    assert.equal(status.headers['unipile-auth'], 'our own secret');
    assert.equal(status.body.AccountStatus.account_type, 'LINKEDIN');

    assert.deepEqual(await webhook.delete(webhook_id), { object: 'WebhookDeleted' });
    assert.deepEqual((await webhook.getAll()).items, []);
    await refusedAs(webhook.delete(webhook_id), 404, 'errors/resource_not_found');
  });
});
