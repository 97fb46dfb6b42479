import { screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { accounts } from '../accounts/accounts.svelte';
import { expectAccessible, openWindow, person, press, rowOf } from '../host/testing/window';

const picked = () => accounts.pickedAccounts.map(({ name }) => name);
const bar = () => within(screen.getByRole('toolbar', { name: 'For the selected accounts' }));

describe('picking', () => {
  it('takes a range with shift and single ones with ctrl', async () => {
    await openWindow();
    const dana = await rowOf('Dana Okafor');
    await person.keyboard('{Control>}');
    await person.click(dana);
    await person.keyboard('{/Control}{Shift>}');
    await person.click(await rowOf('Hana Lindqvist'));
    await person.keyboard('{/Shift}');
    expect(picked()).toEqual(['Dana Okafor', 'Mateo Ruiz', 'Hana Lindqvist']);
    await person.keyboard('{Control>}');
    await person.click(await rowOf('Mateo Ruiz'));
    await person.keyboard('{/Control}');
    expect(picked()).toEqual(['Dana Okafor', 'Hana Lindqvist']);
  });

  it('works with the keys alone', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    screen.getByRole('grid').focus();
    await person.keyboard('{Home}x{ArrowDown}{ArrowDown}x');
    expect(picked()).toEqual(['Dana Okafor', 'Hana Lindqvist']);
    await person.keyboard('{Escape}{Home}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(picked()).toEqual(['Dana Okafor', 'Mateo Ruiz', 'Hana Lindqvist']);
    await person.keyboard('{Control>}a{/Control}');
    expect(picked()).toHaveLength(accounts.list.length);
    await person.keyboard('{Escape}');
    expect(picked()).toEqual([]);
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('takes everybody the filters let through, and nobody else', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await person.type(screen.getByRole('searchbox', { name: 'Search accounts' }), 'alder');
    await person.click(screen.getByLabelText('Select every account shown'));
    expect(picked()).toEqual(accounts.shown.map(({ name }) => name));
    expect(picked().length).toBeLessThan(accounts.list.length);
  });
});

describe('many at once', () => {
  it('gives its place to the account that is chosen next', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(bar().getByRole('button', { name: 'Make refresh links' }));
    await within(await screen.findByTestId('many')).findByText('1 link to app.edges.run');
    await person.click(await rowOf('Hana Lindqvist'));
    expect(screen.queryByTestId('many')).toBeNull();
    expect(await screen.findByRole('heading', { name: 'Hana Lindqvist' })).toBeVisible();
  });

  it('makes every link, shows hosts only, and says what comes back in another way', async () => {
    const host = await openWindow();
    const copy = vi.spyOn(host, 'refreshLinksCopy');
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(screen.getByLabelText('Select Mateo Ruiz'));
    await person.click(bar().getByRole('button', { name: 'Make refresh links' }));
    const panel = within(await screen.findByTestId('many'));
    expect(await panel.findByText('1 link to app.edges.run')).toBeVisible();
    expect(panel.getByText(/comes back without a link/)).toBeVisible();
    await expectAccessible();
    await press('Copy as a table');
    expect(copy).toHaveBeenCalledWith(['acc-1']);
    expect(await panel.findByText(/1 link copied as a table/)).toBeVisible();
    expect(panel.getByRole('button', { name: 'Write the e-mail' })).toBeVisible();
  });

  it('pauses and resumes', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(bar().getByRole('button', { name: 'Pause' }));
    expect(await screen.findByText(/leaves it alone until you resume it/)).toBeVisible();
    expect(within(await rowOf('Dana Okafor')).getByTestId('status-chip')).toHaveTextContent('Paused');
    await person.click(bar().getByRole('button', { name: 'Resume' }));
    expect(within(await rowOf('Dana Okafor')).getByTestId('status-chip')).toHaveTextContent('Connected');
  });

  it('assigns and tags all of them in one step', async () => {
    const host = await openWindow();
    const assign = vi.spyOn(host, 'accountsAssign');
    const tag = vi.spyOn(host, 'accountsTag');
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(screen.getByLabelText('Select Mateo Ruiz'));
    await person.click(bar().getByRole('button', { name: 'Client' }));
    await person.type(screen.getByRole('combobox', { name: 'Client' }), 'north{Enter}');
    expect(assign).toHaveBeenCalledWith(['acc-1', 'acc-2'], 'client-northwind');
    await person.click(bar().getByRole('button', { name: 'Add tag' }));
    await person.type(screen.getByRole('combobox', { name: 'Tag' }), 'q4{Enter}');
    expect(tag).toHaveBeenCalledWith(['acc-1', 'acc-2'], 'q4');
  });
});

describe('files', () => {
  it('shows line by line what a list would change before anything is changed', async () => {
    const host = await openWindow();
    const apply = vi.spyOn(host, 'accountsImportApply');
    await rowOf('Dana Okafor');
    await press('More');
    await press('Import a list…');
    const panel = within(await screen.findByTestId('many'));
    expect(await panel.findByText(/Nobody is called Nobody Known/)).toBeVisible();
    expect(panel.getByText('Client: Harbour Search, not Alder & Finch · Tag: key account')).toBeVisible();
    expect(panel.getByText('Columns left out: phone')).toBeVisible();
    expect(apply).not.toHaveBeenCalled();
    await expectAccessible();
    await press('Import 1 account');
    expect(await screen.findByText('Imported: 1 account changed.')).toBeVisible();
    expect(screen.queryByTestId('many')).toBeNull();
  });

  it('finds the accounts of every connection, each with its own answer', async () => {
    await openWindow();
    await rowOf('Dana Okafor');
    await press('More');
    await press('Sync all connections');
    const panel = within(await screen.findByTestId('many'));
    expect(await panel.findAllByText('2 new, 11 known, 0 gone.')).toHaveLength(4);
  });

  it('exports the selected accounts only', async () => {
    const host = await openWindow();
    const save = vi.spyOn(host, 'accountsExport');
    await rowOf('Dana Okafor');
    await person.click(screen.getByLabelText('Select Dana Okafor'));
    await person.click(bar().getByRole('button', { name: 'Export…' }));
    expect(save).toHaveBeenCalledWith(['acc-1']);
  });
});
