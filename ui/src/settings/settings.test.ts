import { screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../host/testing/window';

it('lists connections without their keys, and removes one after a second yes', async () => {
  const host = await openWindow();
  const remove = vi.spyOn(host, 'connectionRemove');
  await press('Settings');
  expect(await screen.findByText('127.0.0.1:41003')).toBeVisible();
  await expectAccessible();
  await press('Remove Edges');
  const dialog = within(await screen.findByRole('alertdialog', { name: 'Remove Edges?' }));
  await person.click(dialog.getByRole('button', { name: 'Remove it' }));
  expect(remove).toHaveBeenCalledWith('con-edges');
});

it('finds the accounts behind a connection', async () => {
  await openWindow();
  await press('Settings');
  await press('Sync Unipile');
  expect(await screen.findByText('2 new, 11 known')).toBeVisible();
});

it('shows notices unless somebody switches them off', async () => {
  const host = await openWindow();
  const show = vi.spyOn(host, 'noticesShow');
  await press('Settings');
  const notices = await screen.findByRole('checkbox', { name: 'Tell me when accounts need me' });
  expect(notices).toBeChecked();
  await person.click(notices);
  expect(show).toHaveBeenCalledWith(false);
  expect(notices).not.toBeChecked();
});

it('takes out what files say about their maker unless somebody wants that kept', async () => {
  const host = await openWindow();
  const keep = vi.spyOn(host, 'mediaKeepMetadata');
  await press('Settings');
  const cleans = await screen.findByRole('checkbox', { name: 'Take out what files say about their maker' });
  expect(cleans).toBeChecked();
  await person.click(cleans);
  expect(keep).toHaveBeenCalledWith(true);
  expect(cleans).not.toBeChecked();
});
