import { describe, expect, it } from 'vitest';
import type { Attachment, MediaKind } from '../../host';
import { dropWords } from './drop_words';

const none: Attachment = { kind: 'none' };
const images = (number: number): Attachment => ({ kind: 'images', images: Array.from({ length: number }, (_, i) => ({ media: `m${i}`, alt_text: '' })) });
const video: Attachment = { kind: 'video', media: 'v', title: '', thumbnail: null, captions: null };
const times = (number: number, kind: MediaKind): MediaKind[] => Array.from({ length: number }, () => kind);

describe('files held over the window', () => {
  it.each<[string, (MediaKind | null)[], Attachment, boolean, string, string]>([
    ['an image', ['image'], none, true, 'Drop to add the image', ''],
    ['images beside others', times(3, 'image'), images(2), true, 'Drop to add 3 images', 'The post then has 5 images.'],
    ['images in the place of a video', times(2, 'image'), video, true, 'Drop to add 2 images', 'They take the place of the video.'],
    ['more images than there is room for', times(3, 'image'), images(19), false, 'Too many images for one post', 'There is room for 1 more.'],
    ['an image where twenty are', ['image'], images(20), false, 'Too many images for one post', 'It has 20 already. Remove some before you add others.'],
    ['a video in the place of images', ['video'], images(2), true, 'Drop to add the video', 'It takes the place of 2 images.'],
    ['a video in the place of another', ['video'], video, true, 'Drop to add the video', 'It takes the place of the video.'],
    ['a video with captions', ['captions', 'video'], none, true, 'Drop to add the video with its captions', ''],
    ['captions for a video', ['captions'], video, true, 'Drop to add the captions', 'They go with the video.'],
    ['captions without a video', ['captions'], none, false, 'Captions go with a video', 'Add the video first, or drop both together.'],
    ['a document', ['document'], none, true, 'Drop to add the document', ''],
    ['a document and an image', ['document', 'image'], none, false, 'These files don’t go together', 'A post takes up to 20 images, or one video, or one document.'],
    ['more than a post takes', times(21, 'image'), none, false, 'Too many files at once', 'A post takes at most 20. Drop fewer of them.'],
  ])('%s', (_, kinds, attachment, takes, title, note) => expect(dropWords(kinds, attachment)).toEqual({ takes, title, note }));

  it.each([[[null]], [[null, 'image' as const]]])('of unknown kinds are refused with what is taken: %j', (kinds) => {
    expect(dropWords(kinds, none)).toMatchObject({ takes: false, note: expect.stringContaining('PDF') as string });
  });
});
