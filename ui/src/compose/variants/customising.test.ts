import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../../host/testing/window';

const text = () => screen.getByRole('textbox', { name: 'Post text' });
const preview = () => screen.getByRole('region', { name: 'Preview' });
const write = async (words: string) => {
  await person.click(text());
  await person.paste(words);
};

async function twoAuthors() {
  const host = await openWindow();
  await press('Compose');
  await screen.findByRole('textbox', { name: 'Post text' });
  await person.click(await screen.findByRole('checkbox', { name: /^Samuel Achebe/ }));
  await person.click(await screen.findByRole('checkbox', { name: /^Ravi Kulkarni/ }));
  await write('For everyone');
  return host;
}

async function customiseForRavi() {
  await press('Customise for an author');
  await person.click(await screen.findByRole('option', { name: /^Ravi Kulkarni/ }));
}

describe('a version of one author', () => {
  it('is written beside everyone’s, previewed, and saved', async () => {
    const host = await twoAuthors();
    const save = vi.spyOn(host, 'draftSave');
    await customiseForRavi();
    expect(screen.getByRole('tab', { name: 'Ravi’s version' })).toHaveAttribute('aria-selected', 'true');
    expect(preview()).toHaveTextContent('Preview as Ravi Kulkarni');
    await write(' but Ravi');
    expect(preview()).toHaveTextContent('but Ravi');
    await person.click(screen.getByRole('tab', { name: 'Everyone' }));
    expect(text()).toHaveTextContent(/^For everyone$/);
    await waitFor(() => expect(save.mock.calls.at(-1)?.[1].variants).toMatchObject([{ author: 'acc-12', first_comment: null }]));
    await expectAccessible();
  });

  it('is everyone’s again when it is reset, and that can be taken back', async () => {
    await twoAuthors();
    await customiseForRavi();
    await write(' but Ravi');
    await press('Reset Ravi’s text to everyone’s');
    await waitFor(() => expect(text()).toHaveTextContent(/^For everyone$/));
    await press('Undo');
    await waitFor(() => expect(text()).toHaveTextContent('but Ravi'));
  });

  it('may have another attachment and first comment', async () => {
    await twoAuthors();
    await customiseForRavi();
    await press('Add poll');
    await press('Add first comment');
    await person.click(await screen.findByRole('textbox', { name: 'First comment' }));
    await person.paste('The link');
    expect(preview()).toHaveTextContent('The link');
    await press('Preview as the next author');
    expect(preview()).not.toHaveTextContent('The link');
    expect(within(preview()).queryByRole('list', { name: 'Answers' })).toBeNull();
  });
});
