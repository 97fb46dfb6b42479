import { render, screen, waitFor, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../host/testing/window';
import { commentWords } from './comment_words';
import UploadLine from './UploadLine.svelte';

const row = () => screen.getByTestId('target-row');

async function published() {
  await openWindow();
  await press('Compose');
  await person.click(await screen.findByRole('checkbox', { name: /^Samuel Achebe/ }));
  await person.click(screen.getByRole('textbox', { name: 'Post text' }));
  await person.paste('Out now');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Publish to 1' })).toBeEnabled());
  await press('Publish to 1');
  await screen.findByTestId('target-row');
}

it('a copy is paused and goes on', async () => {
  await published();
  await press('Pause Samuel Achebe’s copy');
  await waitFor(() => expect(row().dataset.state).toBe('paused'));
  await expectAccessible();
  await press('Resume Samuel Achebe’s copy');
  await waitFor(() => expect(row().dataset.state).toBe('queued'));
});

it('a copy is cancelled after a second yes', async () => {
  await published();
  await press('Cancel Samuel Achebe’s copy');
  const dialog = within(await screen.findByRole('alertdialog'));
  expect(row().dataset.state).toBe('queued');
  await person.click(dialog.getByRole('button', { name: 'Cancel the copy' }));
  await waitFor(() => expect(row().dataset.state).toBe('dropped'));
});

it('an upload says how far it is, in bytes, parts, speed and time', () => {
  const upload = { target_id: 'target-1', sent: 12_582_912, total: 90_177_536, parts_done: 3, parts: 22, bytes_per_second: 4_404_019, seconds_left: 18 };
  render(UploadLine, { upload, name: 'Dana' });
  expect(screen.getByRole('progressbar', { name: 'Sent for Dana' })).toHaveAttribute('aria-valuenow', '14');
  expect(screen.getByText('12.0 MB of 86.0 MB sent · 3 of 22 parts · 4.2 MB a second · 18 s left')).toBeVisible();
});

it('a first comment says where it stands, and why', () => {
  expect(commentWords({ state: 'made', sentence: null })).toBe('The first comment is there.');
  expect(commentWords({ state: 'refused', sentence: 'LinkedIn didn’t allow it.' })).toBe(
    'The first comment was refused; the post is there. LinkedIn didn’t allow it.',
  );
});
