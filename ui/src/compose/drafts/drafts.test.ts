import { screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../../host/testing/window';

const text = () => screen.getByRole('textbox', { name: 'Post text' });

async function draft(words: string) {
  await person.click(await screen.findByRole('textbox', { name: 'Post text' }));
  await person.paste(words);
  await screen.findByText(/^Draft saved/);
}

async function twoDrafts() {
  await openWindow();
  await press('Compose');
  await draft('Salary guide');
  await press('Drafts');
  await press('New draft');
  await draft('Lagos opening');
  await press('Drafts');
}

it('finds a draft by its words and opens it', async () => {
  await twoDrafts();
  await person.type(await screen.findByRole('searchbox', { name: 'Find draft' }), 'salary');
  await waitFor(() => expect(screen.queryByText('Lagos opening')).toBeNull());
  await expectAccessible();
  await press(/^Salary guide/);
  await waitFor(() => expect(text()).toHaveTextContent('Salary guide'));
});

it('begins another draft with a template', async () => {
  await twoDrafts();
  await press('Keep Salary guide as a template');
  await person.type(await screen.findByRole('textbox', { name: 'Name of the template' }), 'Guides');
  await press('Keep as template');
  await press('Templates');
  await press('Use Guides');
  await waitFor(() => expect(text()).toHaveTextContent('Salary guide'));
  await press('Drafts');
  await press('Drafts');
  expect(await screen.findAllByRole('button', { name: 'Duplicate Salary guide' })).toHaveLength(2);
});

it('restores what was discarded', async () => {
  await twoDrafts();
  await press('Discard Salary guide');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Discard Salary guide' })).toBeNull());
  await press('Discarded');
  await press('Restore Salary guide');
  await press('Drafts');
  expect(await screen.findByRole('button', { name: 'Discard Salary guide' })).toBeVisible();
});

it('shows the open draft in the list again when its discarding is taken back', async () => {
  await twoDrafts();
  await press('Discard Lagos opening');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Discard Lagos opening' })).toBeNull());
  await press('Undo');
  expect(await screen.findByRole('button', { name: 'Discard Lagos opening' })).toBeVisible();
});

async function template() {
  await twoDrafts();
  await press('Keep Salary guide as a template');
  await person.type(await screen.findByRole('textbox', { name: 'Name of the template' }), 'Guides');
  await press('Keep as template');
  await press('Templates');
}

it('gives a template another name, and takes that back', async () => {
  await template();
  await press('Rename Guides');
  await person.type(await screen.findByRole('textbox', { name: 'Name of the template' }), '{Control>}a{/Control}Yearly guides');
  await press('Rename template');
  expect(await screen.findByRole('button', { name: 'Use Yearly guides' })).toBeVisible();
  await press('Undo');
  expect(await screen.findByRole('button', { name: 'Use Guides' })).toBeVisible();
});

it('writes on a template itself, which can’t be published', async () => {
  await template();
  await press('Edit Guides');
  expect(await screen.findByRole('heading', { name: 'Template: Guides' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Publish/ })).toBeNull();
  await waitFor(() => expect(text()).toHaveTextContent('Salary guide'));
  await person.click(text());
  await person.paste('Out now. ');
  await screen.findByText(/^Draft saved/);
  await press('Done');
  await press('Use Guides');
  await waitFor(() => expect(text()).toHaveTextContent('Out now.'));
  expect(await screen.findByRole('heading', { name: 'Compose' })).toBeVisible();
});

it('removes a template, and takes that back', async () => {
  await template();
  await press('Remove Guides');
  expect(await screen.findByText('The template Guides was removed.')).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Use Guides' })).toBeNull());
  await press('Undo');
  expect(await screen.findByRole('button', { name: 'Use Guides' })).toBeVisible();
});
