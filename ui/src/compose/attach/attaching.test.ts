import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible, openWindow, person, press } from '../../host/testing/window';

async function compose() {
  await openWindow();
  await press('Compose');
  return screen.findByRole('textbox', { name: 'Post text' });
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
  expect(preview().getByText('urn:li:activity:7141138937766391808')).toBeVisible();
});
