import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ArticlePreview } from '../../host';
import { expectAccessible, openWindow, person, press } from '../../host/testing/window';

const field = (name: string) => screen.findByRole('textbox', { name });
const page = 'https://alder.example.com/salaries';

async function card(url = page) {
  const host = await openWindow();
  await press('Compose');
  await press('Add article card');
  await person.type(await field('Address'), url);
  return host;
}

describe('an article card', () => {
  it('is filled in from its page, and that can be taken back', async () => {
    await card();
    await press('Fill in from the page');
    await waitFor(async () => expect(await field('Card title')).toHaveValue('What nurses earn in 2027'));
    expect(await field('Card description')).toHaveValue('Our salary guide, free to read.');
    expect(screen.getByRole('button', { name: 'Remove card image' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Use what the page says' })).toBeNull();
    await expectAccessible();
    await press('Undo');
    await waitFor(async () => expect(await field('Card title')).toHaveValue(''));
    expect(await field('Address')).toHaveValue(page);
  });

  it('keeps what was written until the page’s words are asked for', async () => {
    await card();
    await person.type(await field('Card title'), 'My own words');
    await press('Fill in from the page');
    await waitFor(async () => expect(await field('Card description')).toHaveValue('Our salary guide, free to read.'));
    expect(await field('Card title')).toHaveValue('My own words');
    await press('Use what the page says');
    await waitFor(async () => expect(await field('Card title')).toHaveValue('What nurses earn in 2027'));
    await press('Undo');
    await waitFor(async () => expect(await field('Card title')).toHaveValue('My own words'));
  });

  it('says why a page isn’t asked, until the address is another one', async () => {
    await card('http://127.0.0.1/');
    await press('Fill in from the page');
    expect(await screen.findByText(/leads to this computer or into a private network/)).toBeVisible();
    await person.type(await field('Address'), 'x');
    await waitFor(() => expect(screen.queryByText(/into a private network/)).toBeNull());
  });

  it('stops asking, and what comes all the same changes nothing', async () => {
    const host = await card();
    let answer: (preview: ArticlePreview) => void = () => undefined;
    host.articlePreview = () => new Promise((resolve) => (answer = resolve));
    host.articleStop = vi.fn(async () => null);
    await press('Fill in from the page');
    expect(await screen.findByText('Asking the page')).toBeVisible();
    await press('Stop asking the page');
    expect(host.articleStop).toHaveBeenCalledOnce();
    answer({ title: 'Too late', description: '', thumbnail: null, note: null });
    expect(await screen.findByRole('button', { name: 'Fill in from the page' })).toBeVisible();
    expect(await field('Card title')).toHaveValue('');
  });
});
