import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';

describe('the first run', () => {
  it('offers two choices', async () => {
    await openWindow({ firstRun: true });
    expect(screen.getByRole('button', { name: 'Open the sandbox' })).toBeEnabled();
    expect(screen.getByRole('button', { name: 'Connect a provider' })).toBeEnabled();
    expect(screen.getByTestId('keychain-chip')).toHaveTextContent('Keychain ready');
    await expectAccessible();
  });

  it('opens the sandbox, which can be thrown away after a second yes', async () => {
    await openWindow({ firstRun: true });
    await press('Open the sandbox');
    await rowOf('Dana Okafor');
    await press('Throw away');
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Throw the sandbox away?' }));
    await person.click(dialog.getByRole('button', { name: 'Throw it away' }));
    expect(await screen.findByRole('button', { name: 'Open the sandbox' })).toBeVisible();
  });

  it('connects a provider and says what is wrong with a key', async () => {
    const host = await openWindow({ firstRun: true });
    const sync = vi.spyOn(host, 'accountsSync');
    await press('Connect a provider');
    await person.click(screen.getByRole('radio', { name: 'Unipile' }));
    await person.type(screen.getByRole('textbox', { name: 'DSN' }), 'api8.unipile.com:13851');
    await person.type(screen.getByLabelText('API key'), 'with space');
    await press('Connect Unipile');
    expect(await screen.findByRole('alert')).toHaveTextContent('A key has no spaces in it.');
    await expectAccessible();
    await person.clear(screen.getByLabelText('API key'));
    await person.type(screen.getByLabelText('API key'), 'fine');
    await press('Connect Unipile');
    expect(await screen.findByRole('button', { name: 'Link account' })).toBeVisible();
    expect(sync).toHaveBeenCalled();
  });
});

it('says when the keychain is locked, and asks it again', async () => {
  await openWindow({ keychain: 'locked' });
  await person.click(await screen.findByTestId('keychain-chip'));
  expect(await screen.findByText(/Unlock it, then try again/)).toBeInTheDocument();
  // jsdom places nothing, so the popover counts as hidden.
  await person.click(await screen.findByText('Retry'));
  await waitFor(() => expect(screen.getByTestId('keychain-chip')).toHaveTextContent('Keychain ready'));
});
