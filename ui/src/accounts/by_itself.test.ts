import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { clock } from '../design/words';
import { openWindow, person, press, rowOf } from '../host/testing/window';

const inspector = () => within(screen.getByTestId('inspector'));

describe('what Rollcall does by itself', () => {
  it('says when the next roll call is, and can be switched off', async () => {
    const host = await openWindow();
    const { next_at } = await host.rollCallSchedule();
    expect(await screen.findByText(`Next roll call ${clock(next_at ?? '')}`)).toBeVisible();
    await press('Settings');
    await person.click(await screen.findByRole('checkbox', { name: 'Check accounts every 15 minutes' }));
    await press('Accounts');
    expect(await screen.findByText('No roll calls by itself')).toBeVisible();
  });

  it('shows when kept cookies are tried next, tries at once and stops', async () => {
    const host = await openWindow({ returning: true });
    const now = vi.spyOn(host, 'returnNow');
    const row = await rowOf('Mateo Ruiz');
    expect(within(row).getByText(/^Trying at /)).toBeVisible();
    await person.click(within(row).getByText('Mateo Ruiz'));
    expect(await inspector().findByText(/Trying again with the kept cookies at .*, try 2 of 5\./)).toBeVisible();
    await person.click(inspector().getByRole('button', { name: 'Try now' }));
    expect(now).toHaveBeenCalledWith('acc-2');
  });

  it('erases kept cookies when it is told to', async () => {
    const host = await openWindow({ returning: true });
    const keep = vi.spyOn(host, 'cookiesKeep');
    await person.click(within(await rowOf('Mateo Ruiz')).getByText('Mateo Ruiz'));
    await person.click(await inspector().findByRole('checkbox', { name: 'Bring Mateo back by itself' }));
    expect(keep).toHaveBeenCalledWith('acc-2', false);
  });
});

describe('somebody who is linked twice', () => {
  it('is seen in the row, merged after a question, and taken apart again', async () => {
    const host = await openWindow();
    const merge = vi.spyOn(host, 'accountsMerge');
    const twice = (await screen.findAllByTestId('account-row')).find((row) => row.textContent?.includes('also through Edges'));
    if (!twice) throw new Error('nobody is linked twice');
    await person.click(within(twice).getByRole('checkbox').closest('[role="row"]') ?? twice);
    await person.click(await inspector().findByRole('button', { name: 'Merge into this row…' }));
    await press('Merge');
    expect(merge).toHaveBeenCalled();
    await person.click(await inspector().findByRole('button', { name: 'Undo' }));
    expect(await inspector().findByText(/Also linked through/)).toBeVisible();
  });

  it('can stay two rows without being asked about again', async () => {
    await openWindow();
    const twice = (await screen.findAllByTestId('account-row')).find((row) => row.textContent?.includes('also through Edges'));
    if (!twice) throw new Error('nobody is linked twice');
    await person.click(twice);
    await person.click(await inspector().findByRole('button', { name: 'Keep both' }));
    expect(inspector().queryByRole('button', { name: 'Keep both' })).toBeNull();
  });
});
