import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { openWindow, person, press } from '../../host/testing/window';
import { named } from './mention_link';

it('mentions a page by a few letters of its name', async () => {
  const host = await openWindow();
  const save = vi.spyOn(host, 'draftSave');
  await press('Compose');
  const text = await screen.findByRole('textbox', { name: 'Post text' });
  await screen.findByRole('checkbox', { name: /^Samuel Achebe/ });
  await person.click(text);
  await person.paste('Ask @alder');
  expect((await screen.findAllByRole('option', { name: /^Alder & Finch/ }))[0]).toBeVisible();
  await person.keyboard('{Enter}');
  expect(text.querySelector('.mention')).toHaveTextContent('Alder & Finch');
  await waitFor(() =>
    expect(save.mock.calls.at(-1)?.[1].wording.text).toEqual({
      text: 'Ask Alder & Finch ',
      mentions: [{ start: 4, length: 13, urn: expect.stringMatching(/^urn:li:organization:/) }],
    }),
  );
});

it('puts an emoji where the cursor is', async () => {
  await openWindow();
  await press('Compose');
  const text = await screen.findByRole('textbox', { name: 'Post text' });
  await person.click(text);
  await person.paste('Off we go ');
  await press('Emoji');
  await person.type(await screen.findByRole('searchbox', { name: 'Find emoji' }), 'rocket');
  await press('rocket');
  expect(text).toHaveTextContent('Off we go 🚀');
});

describe('what is typed after an @', () => {
  it.each([
    ['urn:li:person:782bbtaQ Hana Lindqvist', 'urn:li:person:782bbtaQ', 'Hana Lindqvist'],
    ['https://www.linkedin.com/company/1337/ Northwind', 'urn:li:organization:1337', 'Northwind'],
    ['linkedin.com/company/1337?x=1 A B', 'urn:li:organization:1337', 'A B'],
  ])('%j means %s', (typed, urn, name) => expect(named(typed)).toMatchObject({ urn, name }));
  it.each(['Hana', 'https://example.com/company/1337', 'urn:li:share:1'])('%j means nobody yet', (typed) =>
    expect(named(typed)).toBeUndefined());
});
