import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { accounts } from '../accounts/accounts.svelte';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';

const rows = () => screen.getAllByTestId('account-row');

describe('clients', () => {
  it('are made with a name and a colour, and taken back', async () => {
    const host = await openWindow();
    const create = vi.spyOn(host, 'clientCreate');
    await rowOf('Dana Okafor');
    await press('New client');
    const dialog = within(await screen.findByRole('dialog', { name: 'New client' }));
    await person.type(dialog.getByRole('textbox', { name: 'Name' }), 'Harbour Search');
    await person.click(dialog.getByRole('radio', { name: 'Teal' }));
    await expectAccessible();
    await person.click(dialog.getByRole('button', { name: 'Make the client' }));
    expect(create).toHaveBeenCalledWith('Harbour Search', 'teal');
    expect(await screen.findByRole('button', { name: 'Harbour Search' })).toBeVisible();
    await press('Undo');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Harbour Search' })).toBeNull());
  });

  it('keep the form open with what was refused', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await press('New client');
    const dialog = within(await screen.findByRole('dialog', { name: 'New client' }));
    await person.type(dialog.getByRole('textbox', { name: 'Name' }), 'meridian labs{Enter}');
    expect(await dialog.findByRole('alert')).toHaveTextContent('already. Choose another name.');
  });

  it('are put away and taken out again; their accounts stay', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    const before = accounts.list.length;
    await press('Change Meridian Labs');
    await press('Archive');
    await press('Archived (1)');
    expect(screen.getByRole('button', { name: 'Meridian Labs' })).toBeVisible();
    expect(accounts.list).toHaveLength(before);
    expect(accounts.openClients.map(({ name }) => name)).not.toContain('Meridian Labs');
  });

  it('open a view of their own, with the client’s name above it', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await press('Meridian Labs');
    expect(screen.getByRole('heading', { level: 1, name: 'Meridian Labs' })).toBeVisible();
    expect(accounts.shown.every(({ client_id }) => client_id === 'client-meridian')).toBe(true);
  });

  it('get an account in its inspector', async () => {
    const host = await openWindow();
    const assign = vi.spyOn(host, 'accountsAssign');
    await person.click(await rowOf('Dana Okafor'));
    await press('Client: Alder & Finch');
    await person.type(screen.getByRole('combobox', { name: 'Client' }), 'bright{Enter}');
    expect(assign).toHaveBeenCalledWith(['acc-1'], 'client-brightside');
    expect(await screen.findByText('1 account now belong to Brightside Health.')).toBeVisible();
  });
});

describe('tags', () => {
  it('are added with what is there already on offer, and found', async () => {
    const host = await openWindow();
    const tag = vi.spyOn(host, 'accountsTag');
    await person.click(await rowOf('Jonas Petrov'));
    await press('Tag');
    await person.type(screen.getByRole('combobox', { name: 'Tag' }), 'vi');
    await expectAccessible();
    await person.keyboard('{Enter}');
    expect(tag).toHaveBeenCalledWith(['acc-4'], 'VIP');
    await press('Tag VIP');
    await waitFor(() => expect(rows()).toHaveLength(3));
  });

  it('are renamed, and said to become one where the name is taken', async () => {
    const host = await openWindow();
    const rename = vi.spyOn(host, 'tagRename');
    await rowOf('Dana Okafor');
    await press('Rename the tag hiring');
    const field = await screen.findByRole('textbox', { name: 'New name' });
    await person.clear(field);
    await person.type(field, 'vip');
    expect(screen.getByText(/the two become one/)).toBeVisible();
    await press('Rename');
    expect(rename).toHaveBeenCalledWith('hiring', 'vip');
  });
});

describe('saved filters', () => {
  it('keep what is filtered now, and bring it back', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await press('Alder & Finch');
    await press('Tag hiring');
    await press('Save filter');
    await person.type(screen.getByRole('textbox', { name: 'Name of this filter' }), 'Alder hires{Enter}');
    await press('Filter Alder hires');
    await waitFor(() => expect(accounts.filtered).toBe(false));
    await press('Filter Alder hires');
    expect(accounts.asFilter('')).toEqual({ name: '', status: null, client_id: 'client-alder', setup_source: null, tag: 'hiring', text: '' });
    await press('Forget the filter Alder hires');
    await press('Undo');
    expect(await screen.findByRole('button', { name: 'Filter Alder hires' })).toBeVisible();
  });
});
