import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { accounts } from '../accounts/accounts.svelte';
import { expectAccessible, openWindow, press, rowOf } from '../host/testing/window';
import { fulfil } from './asked_outside';
import { navigation } from './navigation.svelte';

describe('what is asked for outside of the window', () => {
  it('an account is opened, whatever was shown before', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    navigation.go('settings');
    accounts.query = 'nobody';
    fulfil({ kind: 'account', detail: accounts.list.find(({ name }) => name === 'Mateo Ruiz')?.id ?? '' });
    expect(await screen.findByRole('heading', { name: 'Mateo Ruiz' })).toBeVisible();
    await rowOf('Dana Okafor');
  });

  it('those that need somebody are shown alone, until all are wanted again', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    const all = accounts.shown.length;
    fulfil({ kind: 'need_you' });
    expect(accounts.shown.length).toBe(accounts.needYou);
    await expectAccessible();
    await press('Show also those that don’t need you');
    expect(accounts.shown.length).toBe(all);
  });

  it('nothing happens before there is a workspace', async () => {
    await openWindow({ firstRun: true });
    fulfil({ kind: 'need_you' });
    expect(accounts.needingYou).toBe(false);
  });
});
