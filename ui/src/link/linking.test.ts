import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { linkTasks } from './link_tasks.svelte';
import { signInWindow } from './sign_in_window.svelte';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';

const task = async () => within(await screen.findByTestId('link-task'));
const waiting = (kind: string) =>
  waitFor(() => expect(screen.getByTestId('link-task')).toHaveAttribute('data-waiting', kind));

describe('a refresh', () => {
  it('by login link: the link is there to copy and to e-mail, and the owner is waited for', async () => {
    const host = await openWindow();
    const email = vi.spyOn(host, 'linkEmail');
    await rowOf('Dana Okafor');
    await press('Send login link for Dana Okafor');
    const card = await task();
    expect(card.getByText(/^https:\/\/app\.edges\.run\/login/)).toBeVisible();
    expect(card.getByText('Waiting for Dana to sign in')).toBeVisible();
    await person.click(card.getByRole('button', { name: 'Email' }));
    expect(email).toHaveBeenCalled();
    expect(await screen.findByRole('button', { name: 'Continue for Dana Okafor' })).toBeVisible();
    await expectAccessible();
  });

  it('by code: counts down, says a wrong code, and ends with the right one on the same row', async () => {
    await openWindow();
    await rowOf('Hana Lindqvist');
    await press('Enter code for Hana Lindqvist');
    const card = await task();
    expect(card.getByLabelText('Time left')).toHaveTextContent(/^[34]:\d\d$/);
    await person.type(card.getByRole('textbox', { name: 'Code' }), '999999{Enter}');
    expect(await card.findByRole('alert')).toHaveTextContent('LinkedIn didn’t accept this code.');
    await person.type(card.getByRole('textbox', { name: 'Code' }), '123456');
    await press('Send code');
    await waiting('done');
    expect(within(await rowOf('Hana Lindqvist')).getByTestId('status-chip')).toHaveTextContent('Connected');
    await press('Done');
    expect(screen.queryByTestId('link-task')).toBeNull();
  });

  it('by code: another way can be asked for', async () => {
    await openWindow();
    await rowOf('Hana Lindqvist');
    await press('Enter code for Hana Lindqvist');
    await press('Another way');
    expect(await (await task()).findByText(/tap Yes in the LinkedIn app/)).toBeVisible();
  });

  it('by code: it can be sent again, and then not for a while', async () => {
    const host = await openWindow();
    const resend = vi.spyOn(host, 'linkResendCode');
    await rowOf('Hana Lindqvist');
    await press('Enter code for Hana Lindqvist');
    await press('Send the code again');
    expect(resend).toHaveBeenCalledOnce();
    const again = await (await task()).findByRole('button', { name: /^Send the code again in 0:/ });
    expect(again).toBeDisabled();
    await expectAccessible();
  });

  it('by cookies: hands them over and forgets them', async () => {
    const host = await openWindow();
    const cookies = vi.spyOn(host, 'linkCookies');
    await rowOf('Mateo Ruiz');
    await press('Update cookies for Mateo Ruiz');
    const card = await task();
    await person.type(card.getByLabelText('Cookie li_at'), 'short');
    await person.selectOptions(card.getByRole('combobox', { name: 'How the owner agreed' }), 'In a contract');
    await press('Use these cookies');
    expect(await card.findByRole('alert')).toHaveTextContent('doesn’t look like a cookie');
    expect(card.getByLabelText('Cookie li_at')).toHaveValue('');
    await person.type(card.getByLabelText('Cookie li_at'), 'AQEDATX123456');
    await press('Use these cookies');
    expect(cookies).toHaveBeenLastCalledWith(expect.any(String), { li_at: 'AQEDATX123456', li_a: null, user_agent: null, country: null, keep: true, consent: { how: 'contract', note: '' } });
    await waiting('provider');
    expect(document.body.innerHTML).not.toContain('AQEDATX123456');
  });

  it('by the sign-in window: says what would be shared with whom, and shares just that', async () => {
    const host = await openWindow();
    const share = vi.spyOn(host, 'signInShare');
    await rowOf('Mateo Ruiz');
    await press('Update cookies for Mateo Ruiz');
    const card = await task();
    await press('Open the sign-in window');
    expect(await card.findByText('The sign-in window is open at www.linkedin.com.')).toBeVisible();
    expect(card.queryByLabelText('Cookie li_at')).toBeNull();
    const { task_id } = signInWindow.view ?? {};
    signInWindow.heard({ task_id: task_id ?? '', stage: { kind: 'signed_in', detail: { host: 'www.linkedin.com', cookies: ['li_at'], user_agent: 'Mozilla/5.0' } } });
    const form = within(await card.findByRole('form', { name: 'What will be shared' }));
    expect(form.getByText(/Nothing was shared yet/)).toBeVisible();
    expect(form.getByText('None found')).toBeVisible();
    expect(form.getByText('Mozilla/5.0')).toBeVisible();
    expect(form.getByRole('button', { name: 'Share with Edges' })).toBeDisabled();
    await expectAccessible();
    await person.selectOptions(form.getByRole('combobox', { name: 'How the owner agreed' }), 'In a contract');
    await press('Share with Edges');
    expect(share).toHaveBeenCalledWith(task_id, { cookies: ['li_at'], country: null, keep: true, consent: { how: 'contract', note: '' } });
    await waiting('provider');
  });

  it('by the sign-in window: what was refused is said to be gone, and pasting stays', async () => {
    await openWindow();
    await rowOf('Mateo Ruiz');
    await press('Update cookies for Mateo Ruiz');
    await press('Open the sign-in window');
    await press('Close it');
    expect(await screen.findByText('Nothing was shared, and nothing was kept.')).toBeVisible();
    expect(screen.getByLabelText('Cookie li_at')).toBeVisible();
  });

  it('by the wrong member: says who, and starts again', async () => {
    await openWindow();
    await rowOf('Jonas Petrov');
    await press('Copy shared link for Jonas Petrov');
    await waiting('failed');
    expect((await task()).getByRole('alert')).toHaveTextContent('ask Jonas to sign in as himself');
    await press('Start again');
    await waiting('owner_link');
  });
});

describe('a refresh that is done', () => {
  it('gives way to the next step once the account broke again', async () => {
    const host = await openWindow();
    const row = await rowOf('Dana Okafor');
    await person.click(row);
    const begun = await host.refreshStart(row.dataset.accountId ?? '', null);
    const over = { ...begun, waiting: { kind: 'done' as const, detail: { sentence: 'Dana Okafor is connected.' } } };
    linkTasks.heard({ ...over, started_at: new Date().toISOString() });
    expect(await screen.findByText('Dana Okafor is connected.')).toBeVisible();
    linkTasks.heard({ ...over, started_at: '2020-01-01T00:00:00Z' });
    await waitFor(() => expect(screen.queryByTestId('link-task')).toBeNull());
  });
});

describe('linking a new account', () => {
  it('offers products where a link switches them', async () => {
    const host = await openWindow();
    const start = vi.spyOn(host, 'linkStart');
    await press('Link account');
    await person.selectOptions(await screen.findByRole('combobox', { name: 'Connection' }), 'Unipile');
    await person.click(screen.getByRole('checkbox', { name: 'Recruiter' }));
    await press('Start linking');
    expect(start.mock.calls[0]?.[0].products).toEqual(['recruiter']);
  });

  it('goes from connection and setup source to the task’s steps', async () => {
    const host = await openWindow();
    const start = vi.spyOn(host, 'linkStart');
    await press('Link account');
    await person.selectOptions(await screen.findByRole('combobox', { name: 'Connection' }), 'Edges');
    await person.click(screen.getByRole('radio', { name: 'API · BASIC' }));
    await person.type(screen.getByRole('textbox', { name: 'Member’s name' }), 'Nadia Lund');
    await person.type(screen.getByRole('combobox', { name: 'Client' }), 'Alder & Finch');
    // What the member pays for comes with the link; only Unipile’s switches products.
    expect(screen.queryByRole('checkbox', { name: 'Recruiter' })).not.toBeInTheDocument();
    await press('Start linking');
    expect(start).toHaveBeenCalledWith({ connection_id: 'con-edges', setup_source: 'api_basic', name: 'Nadia Lund', client_name: 'Alder & Finch', products: [] });
    const card = await task();
    await person.type(card.getByRole('textbox', { name: 'E-mail address or phone number' }), 'nadia@example.com');
    await person.type(card.getByLabelText('Password'), 'once-only');
    await person.selectOptions(card.getByRole('combobox', { name: 'How the owner agreed' }), 'In person or on the phone');
    await press('Sign in');
    await waiting('provider');
    expect(document.body.innerHTML).not.toContain('once-only');
    await expectAccessible();
  });

  it('can be left and come back to', async () => {
    await openWindow();
    await press('Link account');
    await person.selectOptions(await screen.findByRole('combobox', { name: 'Connection' }), 'Edges');
    await person.type(screen.getByRole('textbox', { name: 'Member’s name' }), 'Nadia Lund');
    await press('Start linking');
    await waiting('owner_link');
    await person.click(await rowOf('Mateo Ruiz'));
    await press('Link account');
    expect(await screen.findByText('Nadia Lund · Edges')).toBeVisible();
    await press('Continue');
    await waiting('owner_link');
  });

  it('is found again after Rollcall was closed, with the countdown of its link', async () => {
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await openWindow({}, async (host) => {
      const made = await host.linkStart({ connection_id: 'con-edges', setup_source: 'shared_login', name: 'Nadia Lund', client_name: null, products: [] });
      vi.spyOn(host, 'linkTasks').mockResolvedValue([{ ...made, waiting: { kind: 'link_sent', detail: { expires_at: at(20), made_at: at(-1) } } }]);
    });
    await press('Link account');
    await press('Continue');
    await waiting('link_sent');
    expect((await task()).getByText(/works for/)).toBeVisible();
    await press('Make a new link');
    await waiting('owner_link');
  });

  it('starts with the connection when there is none', async () => {
    await openWindow({ empty: true });
    await press('Link account');
    expect(await screen.findByRole('form', { name: 'Connect a provider' })).toBeVisible();
  });
});
