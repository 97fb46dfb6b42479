import { expect, it } from 'vitest';
import { posts } from '../../host/testing/posts';
import { resharedPost } from './reshared_post';

const published = () => {
  const [post] = posts().slice(2);
  if (!post) throw new Error('The host in memory has fewer posts.');
  return { ...post, targets: post.targets.map((target) => ({ ...target, permalink: 'https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A714113' })) };
};

it('a post that was published from here is known by its URN', () => {
  expect(resharedPost('urn:li:share:714113', [published()])).toMatchObject({ author: 'Alder & Finch', is_page: true, text: expect.stringContaining('Lagos') as string });
});

it.each([['urn:li:share:71411'], ['urn:li:share:7141137'], ['urn:li:activity:714113'], ['']])('%j is another one', (urn) => {
  expect(resharedPost(urn, [published()])).toBeUndefined();
});

it('a copy with words of its own is shown with them', () => {
  const post = published();
  const targets = post.targets.map((target) => ({ ...target, own_text: 'In our own words' }));
  expect(resharedPost('urn:li:share:714113', [{ ...post, targets }])?.text).toBe('In our own words');
});
