import { screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { expectAccessible, openWindow, person, rowOf } from '../host/testing/window';

it('opens the palette, finds an account, and shows it', async () => {
  await openWindow();
  await rowOf('Dana Okafor');
  await person.keyboard('{Control>}k{/Control}');
  await person.type(await screen.findByRole('combobox', { name: /account or a command/ }), 'chloe');
  await expectAccessible();
  await person.keyboard('{Enter}');
  expect(await screen.findByRole('heading', { name: 'Chloé Lambert' })).toBeVisible();
});

it('goes to the composer with n, but not while typing', async () => {
  await openWindow();
  await rowOf('Dana Okafor');
  await person.keyboard('/');
  await person.keyboard('n');
  expect(screen.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue('n');
  screen.getByRole('grid').focus();
  await person.keyboard('n');
  expect(await screen.findByRole('heading', { name: 'Compose' })).toBeVisible();
  const text = await screen.findByRole('textbox', { name: 'Post text' });
  await person.click(text);
  await person.keyboard('Nan?');
  expect(text).toHaveTextContent('Nan?');
});

it('lists the keys with ?', async () => {
  await openWindow();
  await rowOf('Dana Okafor');
  await person.keyboard('?');
  expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeVisible();
});
