import type { AttachmentKind, PostView } from '../host';

const things: Record<AttachmentKind, string> = {
  none: 'A post',
  images: 'Images',
  video: 'A video',
  document: 'A document',
  article: 'An article card',
  poll: 'A poll',
  reshare: 'A shared post',
};

const goesWith: Record<AttachmentKind, string | undefined> = {
  none: undefined,
  images: 'with images',
  video: 'with a video',
  document: 'with a document',
  article: 'with an article card',
  poll: 'with a poll',
  reshare: 'with a shared post',
};

/** What a post says; where it says nothing, what it shows. */
export function postText({ text, attachment }: Pick<PostView, 'text' | 'attachment'>): string {
  return text.trim() || `${things[attachment]} without words`;
}

/** What goes with a text, such as "with a video"; nothing where nothing does. */
export function attachmentWords(attachment: AttachmentKind): string | undefined {
  return goesWith[attachment];
}
