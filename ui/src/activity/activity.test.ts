import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';
import { activity } from './activity.svelte';
import { beginning } from './span';

async function openActivity(scenario = {}) {
  const host = await openWindow(scenario);
  await rowOf('Dana Okafor');
  await press('Activity');
  await screen.findAllByTestId('activity-line');
  return host;
}

describe('the activity', () => {
  it('says what happened, to whom, and who caused it, newest first', async () => {
    await openActivity();
    const [first] = screen.getAllByTestId('activity-line');
    if (!first) throw new Error('no line');
    expect(within(first).getByText('Dana Okafor')).toBeVisible();
    expect(within(first).getByText('The provider')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Today' })).toBeVisible();
    const times = activity.lines.map(({ entry }) => entry.at);
    expect(times).toEqual([...times].sort().reverse());
    await expectAccessible();
  });

  it('goes to the account', async () => {
    await openActivity();
    const [line] = screen.getAllByTestId('activity-line');
    if (line) await person.click(line);
    expect(await screen.findByRole('heading', { name: 'Dana Okafor' })).toBeVisible();
  });

  it('is filtered by client, subject, actor, time and text, and exported so', async () => {
    const host = await openActivity();
    const list = vi.spyOn(host, 'activityList');
    const save = vi.spyOn(host, 'activityExport');
    await person.selectOptions(screen.getByRole('combobox', { name: 'Client' }), 'client-alder');
    await person.selectOptions(screen.getByRole('combobox', { name: 'About' }), 'Linking and refreshing');
    await person.selectOptions(screen.getByRole('combobox', { name: 'By' }), 'By you');
    await person.selectOptions(screen.getByRole('combobox', { name: 'Time' }), 'Last 30 days');
    await person.type(screen.getByRole('searchbox', { name: 'Search activity' }), 'link');
    const wanted = expect.objectContaining({ client_id: 'client-alder', kind: 'linking', actor: 'operator', text: 'link' });
    await waitFor(() => expect(list).toHaveBeenLastCalledWith(wanted, null));
    await press('Export…');
    expect(save).toHaveBeenCalledWith(wanted);
  });

  it('says when nothing is left, with a way on', async () => {
    await openActivity();
    await person.type(screen.getByRole('searchbox', { name: 'Search activity' }), 'xyzzy');
    await screen.findByText('Nothing matches');
    const [showAll] = screen.getAllByRole('button', { name: 'Show everything' });
    if (showAll) await person.click(showAll);
    expect((await screen.findAllByTestId('activity-line')).length).toBeGreaterThan(1);
  });

  it('reads the next page where the last one ended, once', async () => {
    const host = await openActivity({ many: 400 });
    const list = vi.spyOn(host, 'activityList');
    const last = activity.lines.at(-1);
    await Promise.all([activity.older(), activity.older()]);
    expect(list).toHaveBeenCalledTimes(1);
    expect(list).toHaveBeenCalledWith(expect.anything(), last?.id);
    expect(new Set(activity.lines.map(({ id }) => id)).size).toBe(activity.lines.length);
  });

  it('stays windowed', async () => {
    await openActivity({ many: 400 });
    expect(screen.getAllByTestId('activity-line').length).toBeLessThan(60);
    await press('Accounts');
    await rowOf('Dana Okafor');
  });
});

describe('how far back', () => {
  it('begins at midnight here', () => {
    const now = new Date('2026-11-18T15:20:00').getTime();
    expect(beginning('', now)).toBeNull();
    expect(beginning('today', now)).toBe(new Date('2026-11-18T00:00:00').toISOString());
    expect(beginning('week', now)).toBe(new Date('2026-11-12T00:00:00').toISOString());
  });
});
