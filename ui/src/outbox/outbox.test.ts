import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../host/testing/window';
import { summary } from './summary';

async function uncertain() {
  const host = await openWindow();
  const resolve = vi.spyOn(host, 'targetResolve');
  await press('Outbox');
  const row = await waitFor(() => {
    const found = screen.getAllByTestId('target-row').find((one) => one.dataset.state === 'unknown');
    if (!found) throw new Error('no uncertain copy yet');
    return within(found);
  });
  return { resolve, row };
}

describe('a copy whose answer never came', () => {
  it('says so and offers to look', async () => {
    const { row } = await uncertain();
    expect(row.getByTestId('status-chip')).toHaveTextContent('We can’t tell');
    expect(row.getByRole('button', { name: 'Look at the profile' })).toBeVisible();
    await expectAccessible();
  });

  it('is settled when it is there', async () => {
    const { resolve, row } = await uncertain();
    await person.click(row.getByRole('button', { name: 'It is there' }));
    expect(resolve).toHaveBeenCalledWith('target-9', 'it_is_there');
  });

  it('is sent again only after a second yes', async () => {
    const { resolve, row } = await uncertain();
    await person.click(row.getByRole('button', { name: 'Send again' }));
    expect(resolve).not.toHaveBeenCalled();
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/it will be there twice/)).toBeVisible();
    await person.click(dialog.getByRole('button', { name: 'Send again' }));
    expect(resolve).toHaveBeenCalledWith('target-9', 'send_again');
  });
});

it('leads from a held copy to its account', async () => {
  await openWindow();
  await press('Outbox');
  await press('Bring Dana back');
  expect(await screen.findByRole('heading', { name: 'Dana Okafor' })).toBeVisible();
});

it('tells an empty outbox from a broken one', async () => {
  await openWindow({ empty: true });
  await press('Outbox');
  expect(await screen.findByRole('heading', { name: 'Nothing was published yet' })).toBeVisible();
});

it.each([
  [['published', 'published'], 'all published'],
  [['published'], '1 published'],
  [['published', 'held', 'unknown'], '1 published · 1 uncertain · 1 held'],
] as const)('%j is summed up as "%s"', (states, words) => {
  expect(summary(states.map((state) => ({ state }) as never))).toBe(words);
});
