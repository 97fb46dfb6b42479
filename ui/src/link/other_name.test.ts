import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Host, LinkTask } from '../host';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';
import { linkTasks } from './link_tasks.svelte';

let made = 0;

/** A link for Olga that brought the person of this row instead. */
async function brought(host: Host, name: string, provider: LinkTask['provider'] = 'unipile') {
  const accountId = (await rowOf(name)).dataset.accountId ?? '';
  const begun = await host.linkStart({ connection_id: `con-${provider}`, setup_source: provider === 'zernio' ? 'official_zernio' : 'hosted_link', name: 'Olga Owner', client_name: null, products: [] });
  const done: LinkTask = { ...begun, id: `other-name-${(made += 1)}`, account_id: accountId, name, named: 'Olga Owner', waiting: { kind: 'done', detail: { sentence: `${name} is connected.` } } };
  linkTasks.heard(done);
  linkTasks.openNew();
  linkTasks.newTask = done.id;
  return within(await screen.findByTestId('link-task'));
}

describe('a link that brought somebody of another name', () => {
  it('says who was meant and who it is, and is kept with one click', async () => {
    const host = await openWindow();
    const settled = vi.spyOn(host, 'linkCancel');
    const card = await brought(host, 'Elif Watanabe');
    expect(card.getByRole('status')).toHaveTextContent('You named it Olga Owner; LinkedIn says Elif Watanabe');
    await expectAccessible();
    await press('Keep Elif');
    await waitFor(() => expect(settled).toHaveBeenCalled());
    expect(screen.queryByTestId('link-task')).toBeNull();
    expect(await rowOf('Elif Watanabe')).toBeVisible();
  });

  it('is unlinked only after a question', async () => {
    const host = await openWindow();
    const takeBack = vi.spyOn(host, 'linkTakeBack').mockResolvedValue(null);
    await brought(host, 'Elif Watanabe');
    await press('Unlink Elif…');
    expect(takeBack).not.toHaveBeenCalled();
    await person.click(await screen.findByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(takeBack).toHaveBeenCalled());
    await waitFor(() => expect(screen.queryByTestId('link-task')).toBeNull());
  });

  it('is unlinked in Zernio’s dashboard where Zernio has it', async () => {
    const host = await openWindow();
    const card = await brought(host, 'Elif Watanabe', 'zernio');
    expect(card.getByText(/Zernio’s dashboard/)).toBeVisible();
    expect(card.queryByRole('button', { name: /Unlink/ })).toBeNull();
  });
});
