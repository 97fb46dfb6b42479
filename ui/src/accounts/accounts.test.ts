import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';

const inspector = () => screen.getByTestId('inspector');

describe('the list', () => {
  it('shows who it is, how it was linked, whether it works, and the next step', async () => {
    await openWindow();
    const row = within(await rowOf('Dana Okafor'));
    expect(row.getByText('Alder & Finch')).toBeVisible();
    expect(row.getByText('SHARED · LOGIN')).toBeVisible();
    expect(row.getByTestId('status-chip')).toHaveTextContent('Sign-in needed');
    expect(row.getByRole('button', { name: 'Send login link for Dana Okafor' })).toBeVisible();
    await expectAccessible();
  });

  it('stays windowed with a thousand accounts', async () => {
    await openWindow({ many: 1_000 });
    await rowOf('Dana Okafor');
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '1001');
    expect(screen.getAllByTestId('account-row').length).toBeLessThan(60);
  });

  it('shows the first accounts and the figures of all before the rest is there', async () => {
    let goOn = () => {};
    const rest = new Promise<void>((resolve) => (goOn = resolve));
    await openWindow({ many: 1_000 }, async (host) => {
      const changes = host.accountsChanges;
      host.accountsChanges = async (since) => {
        if (since !== null) await rest;
        return changes(since);
      };
    });
    await rowOf('Dana Okafor');
    expect(screen.getByText(/^1,000 linked/)).toBeVisible();
    await person.type(screen.getByRole('searchbox', { name: 'Search accounts' }), 'okafor 920');
    expect(screen.getByText('Reading your accounts')).toBeVisible();
    goOn();
    await rowOf('Dana Okafor 920');
    expect(screen.getAllByTestId('account-row')).toHaveLength(1);
  });

  it('selects every account, also those that are still being read', async () => {
    await openWindow({ many: 1_000 });
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select every account shown'));
    expect(await screen.findByText('1,000 selected')).toBeVisible();
  });

  it('finds people without their accents, and by client', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await person.type(screen.getByRole('searchbox', { name: 'Search accounts' }), 'tomas alder');
    await rowOf('Tomás Brandt');
    expect(screen.getAllByTestId('account-row')).toHaveLength(1);
  });

  it('filters by status, client and setup source, and says when nobody is left', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await press('4 sign-in needed');
    expect(screen.getAllByTestId('account-row')).toHaveLength(4);
    await press('Meridian Labs');
    expect(screen.getAllByTestId('account-row')).toHaveLength(1);
    await person.selectOptions(screen.getByRole('combobox', { name: 'Setup source' }), 'OFFICIAL · OAUTH');
    await press('Show every account');
    expect(screen.getAllByTestId('account-row').length).toBeGreaterThan(10);
  });

  it('moves with the arrows and refreshes with r', async () => {
    const host = await openWindow();
    const refresh = vi.spyOn(host, 'refreshStart');
    await rowOf('Dana Okafor');
    screen.getByRole('grid').focus();
    await person.keyboard('{Home}{ArrowDown}');
    expect(await rowOf('Mateo Ruiz')).toHaveAttribute('aria-selected', 'true');
    await person.keyboard('r');
    expect(refresh).toHaveBeenCalledWith('acc-2', null);
  });

  it('offers a way on when the accounts can’t be read', async () => {
    await openWindow({ failing: true });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Close other programs');
    expect(within(alert).getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('the roll call', () => {
  it('checks the selected accounts only, and says what it found', async () => {
    const host = await openWindow();
    const start = vi.spyOn(host, 'rollCallStart');
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(screen.getByLabelText('Select Mateo Ruiz'));
    await press('Check');
    expect(start).toHaveBeenCalledWith(['acc-1', 'acc-2']);
    expect(await screen.findByText(/Checked 2 accounts · 1 changed/)).toBeVisible();
    expect(screen.getByText(/Edges did not answer/)).toBeVisible();
  });
});

describe('the inspector', () => {
  it('shows facts, products and history of the chosen account', async () => {
    await openWindow();
    await person.click(await rowOf('Luca Ferrante'));
    const shown = within(inspector());
    expect(await shown.findByRole('heading', { name: 'Luca Ferrante' })).toBeVisible();
    expect(await shown.findByText(/Recruiter isn’t enabled here/)).toBeVisible();
    expect(shown.getByText('Session ended: signed out on LinkedIn')).toBeVisible();
    expect(shown.getByText('Finch Careers')).toBeVisible();
    await expectAccessible();
  });

  it('refreshes with the products that were ticked', async () => {
    const host = await openWindow();
    const refresh = vi.spyOn(host, 'refreshStart');
    await person.click(await rowOf('Luca Ferrante'));
    const shown = within(inspector());
    const recruiter = await shown.findByRole('checkbox', { name: 'Recruiter enabled' });
    expect(shown.queryByRole('button', { name: 'Refresh with these products' })).toBeNull();
    await person.click(recruiter);
    await press('Refresh with these products');
    expect(refresh).toHaveBeenCalledWith(expect.any(String), ['classic', 'recruiter']);
    expect(recruiter).not.toBeChecked();
  });

  it('says beforehand that a product can’t be taken away while the account works', async () => {
    await openWindow();
    await person.click(await rowOf('Elif Watanabe'));
    const shown = within(inspector());
    const navigator = await shown.findByRole('checkbox', { name: 'Sales Navigator enabled' });
    await person.click(navigator);
    const go = shown.getByRole('button', { name: 'Refresh with these products' });
    expect(go).toBeDisabled();
    expect(go).toHaveAccessibleDescription(/only when the account signs in again/);
    await expectAccessible();
    await press('Keep them');
    expect(navigator).toBeChecked();
  });

  it('lets a person say how an account was linked that the provider says nothing about', async () => {
    const host = await openWindow();
    const said = vi.spyOn(host, 'accountSaySource');
    await person.click(await rowOf('Leila Farahani'));
    const shown = within(inspector());
    const how = await shown.findByRole('combobox', { name: 'How Leila was linked' });
    await person.selectOptions(how, 'API · COOKIES');
    expect(said).toHaveBeenCalledWith(expect.any(String), 'api_cookies');
    expect(await shown.findByRole('button', { name: 'Update cookies' })).toBeVisible();
    await person.selectOptions(how, 'Nobody knows');
    expect(await shown.findByRole('button', { name: 'Send link' })).toBeVisible();
  });

  it('never offers to refresh what LinkedIn restricted', async () => {
    await openWindow();
    await person.click(await rowOf('Kofi Mensah'));
    expect(await within(inspector()).findByText(/can’t lift a restriction/)).toBeVisible();
    expect(within(inspector()).queryByRole('button', { name: 'Renew' })).toBeNull();
  });

  it('says what a failed command said, and lets it be tried again', async () => {
    const host = await openWindow();
    await rowOf('Dana Okafor');
    vi.spyOn(host, 'refreshStart').mockRejectedValueOnce(new Error('gone'));
    await press('Send login link for Dana Okafor');
    const alert = await within(inspector()).findByRole('alert');
    await person.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.getByTestId('link-task')).toHaveAttribute('data-waiting', 'owner_link'));
  });
});
