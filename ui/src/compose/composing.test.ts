import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Host, MediaDropped } from '../host';
import { expectAccessible, openWindow, person, press } from '../host/testing/window';

async function compose(): Promise<Host> {
  const host = await openWindow();
  await press('Compose');
  await screen.findByRole('textbox', { name: 'Post text' });
  return host;
}

const text = () => screen.getByRole('textbox', { name: 'Post text' });
/** Puts letters in at once: keys one by one are for a real browser. */
const write = async (words: string) => {
  await person.click(text());
  await person.paste(words);
};
const choose = async (name: RegExp) => person.click(await screen.findByRole('checkbox', { name }));
const publishButton = () => screen.findByRole('button', { name: /^Publish to/ });

describe('writing', () => {
  it('counts, checks and saves by itself, and only then lets go', async () => {
    const host = await compose();
    const save = vi.spyOn(host, 'draftSave');
    expect(await publishButton()).toBeDisabled();
    await choose(/^Samuel Achebe/);
    await write('Hello #hiring');
    expect(screen.getByTestId('counter')).toHaveTextContent('13 / 3,000');
    expect(await screen.findByText(/fits the limits/)).toBeVisible();
    expect(save).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ wording: expect.objectContaining({ text: { text: 'Hello #hiring', mentions: [] } }), authors: ['acc-24'] }));
    expect(screen.getByText(/^Draft saved/)).toBeVisible();
    await waitFor(async () => expect(await publishButton()).toBeEnabled());
    await expectAccessible();
  });

  it('chooses everybody of a client who can publish, and nobody again', async () => {
    await compose();
    await press('Choose everybody of Brightside Health');
    expect(await screen.findByRole('button', { name: 'Publish to 3' })).toBeVisible();
    await press('Choose nobody of Brightside Health');
    expect(screen.queryByRole('button', { name: 'Publish to 3' })).toBeNull();
  });

  it('takes a click on an author who has just come into view', async () => {
    await compose();
    const author = await screen.findByRole('checkbox', { name: /^Samuel Achebe/ });
    const list = author.closest<HTMLElement>('[style*="overflow-y"]') as HTMLElement;
    list.scrollTop = 30;
    await fireEvent.scroll(list);
    expect(list.firstElementChild).toHaveStyle({ 'pointer-events': 'none' });
    await person.click(author);
    expect(await screen.findByRole('button', { name: 'Publish to 1' })).toBeVisible();
  });

  it('mends what is in the way with one click, and takes that back', async () => {
    await compose();
    await choose(/^Samuel Achebe/);
    await write('x'.repeat(3_010));
    await press('Shorten the text');
    expect(await screen.findByText(/fits the limits/)).toBeVisible();
    expect(text().textContent).toHaveLength(3_000);
    await press('Undo');
    expect(await screen.findByRole('button', { name: 'Shorten the text' })).toBeVisible();
    expect(text().textContent).toHaveLength(3_010);
  });

  it('keeps authors who often post together as a group, and chooses them again', async () => {
    await compose();
    await press('Choose everybody of Brightside Health');
    await press('Saved groups');
    await person.type(await screen.findByRole('textbox', { name: /^Keep the 3 chosen as/ }), 'Hospital');
    await press('Keep group');
    await press('Choose nobody of Brightside Health');
    await press('Saved groups');
    await person.click(await screen.findByRole('button', { name: /^Hospital/ }));
    expect(await screen.findByRole('button', { name: 'Publish to 3' })).toBeVisible();
  });

  it('shows who can’t publish, and why', async () => {
    await compose();
    await person.type(screen.getByRole('searchbox', { name: 'Find account or page' }), 'Ines');
    expect(await screen.findByRole('checkbox', { name: 'Ines Moreau, Edges can’t publish posts' })).toBeDisabled();
  });

  it('refuses a text that is too long, in words', async () => {
    await compose();
    await choose(/^Samuel Achebe/);
    await person.click(text());
    await person.paste('é'.repeat(3_001));
    expect(screen.getByTestId('counter')).toHaveTextContent('3,001 / 3,000');
    expect(await screen.findByText(/Shorten it by 1\./)).toBeVisible();
    expect(await publishButton()).toBeDisabled();
  });

  it('shows text as text', async () => {
    await compose();
    await person.click(text());
    await person.paste('<img src=x onerror=alert(1)> & <b>bold</b>');
    const preview = screen.getByRole('region', { name: 'Preview' });
    expect(preview).toHaveTextContent('<img src=x onerror=alert(1)> & <b>bold</b>');
    expect(preview.querySelector('img')).toBeNull();
    expect(text()).toHaveTextContent('<img src=x onerror=alert(1)> & <b>bold</b>');
    expect(text().querySelector('img')).toBeNull();
  });
});

describe('the image', () => {
  it('is picked, described and removed', async () => {
    await compose();
    await press('Add image');
    expect(await screen.findByText('lagos-opening.png')).toBeVisible();
    await person.type(screen.getByRole('textbox', { name: 'Alternative text' }), 'A hill');
    expect(screen.getAllByRole('img', { name: 'A hill' })).toHaveLength(2);
    await press('Remove image');
    expect(screen.queryByText('lagos-opening.png')).toBeNull();
  });

  it('that was dropped and can’t be used says why', async () => {
    const host = await openWindow();
    let drop: (dropped: MediaDropped) => void = () => {};
    vi.spyOn(host, 'onMediaDropped').mockImplementation((hear) => ((drop = hear), () => {}));
    const { hearNotices } = await import('../frame/notices');
    hearNotices();
    await press('Compose');
    await screen.findByRole('textbox', { name: 'Post text' });
    drop({ media: null, error: { code: 'bad_input', sentence: 'The file is empty. Export the image again.', next_step: null, trouble: null, retry_at: null, provider_code: null, request_id: null } });
    expect(await screen.findByRole('alert')).toHaveTextContent('The file is empty.');
  });
});

describe('publishing', () => {
  it('shows what became of each copy', async () => {
    await compose();
    await choose(/^Samuel Achebe/);
    await choose(/^Ravi Kulkarni/);
    await write('Out now');
    await waitFor(async () => expect(await publishButton()).toBeEnabled());
    await press('Publish to 2');
    const rows = await screen.findAllByTestId('target-row');
    expect(rows.map((row) => row.dataset.state)).toEqual(['queued', 'queued']);
    await press('Write another');
    expect(text()).toHaveTextContent('');
  });

  it('sends to whoever was chosen when the button was pressed', async () => {
    const host = await compose();
    const publish = vi.spyOn(host, 'publish');
    await choose(/^Samuel Achebe/);
    await write('Out now');
    await waitFor(async () => expect(await publishButton()).toBeEnabled());
    let saved: (at: string) => void = () => {};
    vi.spyOn(host, 'draftSave').mockReturnValue(new Promise((resolve) => (saved = resolve)));
    await press('Publish to 1');
    await choose(/^Ravi Kulkarni/);
    saved(new Date().toISOString());
    expect(await screen.findAllByTestId('target-row')).toHaveLength(1);
    expect(publish.mock.calls[0]?.[0].authors).toHaveLength(1);
  });

  it('keeps what was written when it fails', async () => {
    const host = await compose();
    vi.spyOn(host, 'publish').mockRejectedValue(new Error('disk full'));
    await choose(/^Samuel Achebe/);
    await write('Out now');
    await waitFor(async () => expect(await publishButton()).toBeEnabled());
    await press('Publish to 1');
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(text()).toHaveTextContent('Out now');
  });

  it('throws a draft away, and takes it back', async () => {
    await compose();
    await write('Half a thought');
    await screen.findByText(/^Draft saved/);
    await press('Discard');
    await waitFor(() => expect(text()).toHaveTextContent(/^$/));
    await press('Undo');
    await waitFor(() => expect(text()).toHaveTextContent('Half a thought'));
  });
});

describe('scheduling', () => {
  it('hands over a time by the clock on the wall, and says what it takes', async () => {
    const host = await compose();
    const publish = vi.spyOn(host, 'publish');
    await choose(/^Samuel Achebe/);
    await write('Later');
    await waitFor(async () => expect(await screen.findByRole('button', { name: 'Schedule…' })).toBeEnabled());
    await press('Schedule…');
    const tomorrow = new Date();
    tomorrow.setDate(tomorrow.getDate() + 1);
    await person.selectOptions(await screen.findByRole('combobox', { name: 'Day' }), 'Tomorrow');
    const time = screen.getByRole('textbox', { name: 'Time' });
    await person.clear(time);
    await person.type(time, '25');
    expect(await screen.findByText('Write the time as 9:30 or 17:00.')).toBeVisible();
    await person.clear(time);
    await person.type(time, '9:30');
    expect(screen.getByText(/Rollcall has to be open on this computer then/)).toBeVisible();
    await expectAccessible();
    await press('Schedule for tomorrow 09:30');
    expect(await screen.findByRole('heading', { name: 'Scheduled' })).toBeVisible();
    const at = new Date(tomorrow.getFullYear(), tomorrow.getMonth(), tomorrow.getDate(), 9, 30).toISOString();
    expect(publish).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ at }));
    expect(screen.getByText(/Goes out tomorrow 09:30/)).toBeVisible();
  });
});
