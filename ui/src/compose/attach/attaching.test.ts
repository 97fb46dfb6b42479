import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { FilesOver, MediaDropped, RollcallEvent } from '../../host';
import { expectAccessible, openWindow, person, press } from '../../host/testing/window';

async function compose() {
  const host = await openWindow();
  await press('Compose');
  await screen.findByRole('textbox', { name: 'Post text' });
  return host;
}

const preview = () => within(screen.getByRole('region', { name: 'Preview' }));
const field = (name: string) => screen.findByRole('textbox', { name });

describe('images', () => {
  it('move by the keyboard, and say where to', async () => {
    await compose();
    await press('Add image');
    await press('Add another image');
    await person.type(await field('Alternative text'), 'The second');
    (await screen.findByRole('button', { name: /^Image 2 of 2/ })).focus();
    await person.keyboard('{ArrowLeft}');
    expect(await screen.findByText('Image 1 of 2')).toBeInTheDocument();
    expect(preview().getAllByRole('img').map((image) => image.getAttribute('alt'))).toContain('The second');
    expect(preview().getByTestId('preview-images').querySelector('img')).toHaveAttribute('alt', 'The second');
    await expectAccessible();
  });

  it('come back when their removal is taken back', async () => {
    await compose();
    await press('Add image');
    await press('Remove image');
    expect(screen.queryByText('lagos-opening.png')).toBeNull();
    await press('Undo');
    expect(await screen.findByText('lagos-opening.png')).toBeVisible();
  });
});

describe('another kind', () => {
  it('takes the place of the last one, and that can be taken back', async () => {
    await compose();
    await press('Add image');
    await press('Add poll');
    expect(await screen.findByText('A poll took the place of the image.')).toBeVisible();
    expect(await field('Question')).toBeVisible();
    await press('Undo');
    expect(await screen.findByText('lagos-opening.png')).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Question' })).toBeNull();
  });
});

describe('files of other kinds', () => {
  it('are a video with its title, cover and captions', async () => {
    await compose();
    await press('Add video');
    expect(await screen.findByText('MP4 · 1920 × 1080 · 0:48 · 90 MB')).toBeVisible();
    await person.type(await field('Video title'), 'Lagos');
    await press('Add cover image');
    await press('Add captions');
    expect(await screen.findByText('Captions: lagos-opening.srt')).toBeVisible();
    expect(preview().getByLabelText('Video Lagos')).toBeInTheDocument();
    expect(preview().getByLabelText('with captions')).toBeInTheDocument();
    await expectAccessible();
  });

  it('are a document, named after its file, whose pages can be leafed through', async () => {
    const host = await compose();
    const page = vi.spyOn(host, 'mediaPage');
    await press('Add document');
    expect(await field('Document title')).toHaveValue('Salary guide 2027');
    expect(preview().getByText(/12 pages/)).toBeVisible();
    await press('Next page');
    expect(await preview().findByRole('img', { name: 'Page 2' })).toBeVisible();
    expect(page).toHaveBeenCalledWith('media-1', 1);
  });

  it('are a pasted picture', async () => {
    await compose();
    const data = { files: [new File(['picture'], 'shot.png', { type: 'image/png' })], getData: () => '' };
    await fireEvent.paste(screen.getByRole('textbox', { name: 'Post text' }), { clipboardData: data });
    expect(await screen.findByText('shot.png')).toBeVisible();
  });

  it('say what was taken out of them', async () => {
    await compose();
    await press('Add image');
    expect(await screen.findByText(/Location removed/)).toBeVisible();
  });
});

it('files dropped together are all taken, and a refusal among them stays', async () => {
  const host = await openWindow();
  const [image] = (await host.mediaChoose('image')).flatMap(({ media }) => media ?? []);
  let drop: (dropped: MediaDropped) => void = () => {};
  vi.spyOn(host, 'onMediaDropped').mockImplementation((hear) => ((drop = hear), () => {}));
  const { hearNotices } = await import('../../frame/notices');
  hearNotices();
  await press('Compose');
  await screen.findByRole('textbox', { name: 'Post text' });
  drop({ media: null, error: { code: 'bad_input', sentence: 'The file is empty.', next_step: null, trouble: null, retry_at: null, provider_code: null, request_id: null } });
  drop({ media: image ?? null, error: null });
  drop({ media: image ?? null, error: null });
  expect(await screen.findByRole('button', { name: /^Image 2 of 2/ })).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent('The file is empty.');
});

it('a poll is shown as it is written', async () => {
  await compose();
  await press('Add poll');
  await person.type(await field('Question'), 'Hardest role?');
  await person.type(await field('Answer 1'), 'Nurse');
  await press('Add an answer');
  await person.type(await field('Answer 3'), 'Cook');
  await press('Remove answer 2');
  const answers = within(preview().getByRole('list', { name: 'Answers' })).getAllByRole('listitem');
  expect(answers.map(({ textContent }) => textContent)).toEqual(['Nurse', 'Cook']);
  await expectAccessible();
});

it('an article card is written by hand', async () => {
  await compose();
  await press('Add article card');
  await person.type(await field('Address'), 'https://www.northwind.example/lagos');
  await person.type(await field('Card title'), 'We open in Lagos');
  expect(preview().getByText('We open in Lagos')).toBeVisible();
  expect(preview().getByText('northwind.example')).toBeVisible();
  await press('Remove article card');
  await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Address' })).toBeNull());
});

it('a post is shared by its link', async () => {
  await compose();
  await press('Share a post');
  await person.type(await field('Link to the post'), 'https://example.com/');
  expect(await screen.findByText(/no link to a LinkedIn post/)).toBeVisible();
  await person.clear(await field('Link to the post'));
  await person.paste('https://www.linkedin.com/posts/hana_x-activity-7141138937766391808-aB3x');
  expect(preview().getByText('A LinkedIn post')).toBeVisible();
  expect(preview().getByText('linkedin.com/feed/update/urn:li:activity:7141138937766391808')).toBeVisible();
});

it('files held over the window say what a drop would do', async () => {
  const host = await openWindow();
  let over: (over: FilesOver) => void = () => {};
  vi.spyOn(host, 'onFilesOver').mockImplementation((hear) => ((over = hear), () => {}));
  const { hearNotices } = await import('../../frame/notices');
  hearNotices();
  over({ kinds: ['image', 'image'] });
  expect(await screen.findByText('Drop to add 2 images')).toBeVisible();
  over({ kinds: [null] });
  expect(await screen.findByText('This kind of file goes with no post')).toBeVisible();
  await expectAccessible();
  over({ kinds: [] });
  await waitFor(() => expect(screen.queryByText('This kind of file goes with no post')).toBeNull());
});

it('a large file that is taken in says how far it is, and can be stopped', async () => {
  const host = await openWindow();
  let tell: (notice: RollcallEvent) => void = () => {};
  let drop: (dropped: MediaDropped) => void = () => {};
  vi.spyOn(host, 'onNotice').mockImplementation((hear) => ((tell = hear), () => {}));
  vi.spyOn(host, 'onMediaDropped').mockImplementation((hear) => ((drop = hear), () => {}));
  const stop = vi.spyOn(host, 'mediaStop');
  const { hearNotices } = await import('../../frame/notices');
  hearNotices();
  tell({ event: 'taking_in', data: { file_name: 'keynote.mp4', percent: 42 } });
  expect(await screen.findByRole('progressbar', { name: 'Taken in of keynote.mp4' })).toHaveAttribute('aria-valuenow', '42');
  await press('Stop taking in keynote.mp4');
  expect(stop).toHaveBeenCalled();
  drop({ media: null, error: { code: 'failed', sentence: 'Stopped, as you asked.', next_step: null, trouble: null, retry_at: null, provider_code: null, request_id: null } });
  await waitFor(() => expect(screen.queryByText('keynote.mp4')).toBeNull());
  expect(screen.queryByRole('alert')).toBeNull();
});
