import type { Attachment, Draft, PostText, Variant, Wording } from '../../host';

/** What may differ for one author. */
export type Part = 'text' | 'attachment' | 'first_comment';

export const nothing: PostText = { text: '', mentions: [] };

export const blankDraft: Draft = {
  wording: { text: nothing, attachment: { kind: 'none' }, first_comment: nothing },
  variants: [],
  authors: [],
  visibility: 'public',
};

function variantOf(draft: Draft, author: string | undefined): Variant | undefined {
  return author === undefined ? undefined : draft.variants.find((variant) => variant.author === author);
}

/** What one author's copy says and shows; without an author, what everyone's does. */
export function wordingFor(draft: Draft, author: string | undefined): Wording {
  const variant = variantOf(draft, author);
  return {
    text: variant?.text ?? draft.wording.text,
    attachment: variant?.attachment ?? draft.wording.attachment,
    first_comment: variant?.first_comment ?? draft.wording.first_comment,
  };
}

/** Whether a part is the author's own. */
export function isOwn(draft: Draft, author: string | undefined, part: Part): boolean {
  return Boolean(variantOf(draft, author)?.[part]);
}

/** The authors who have anything of their own. */
export function withOwn(draft: Draft): Set<string> {
  return new Set(draft.variants.filter((one) => one.text ?? one.attachment ?? one.first_comment).map(({ author }) => author));
}

/** The draft with a part changed: for everyone, or for one author alone. */
export function withPart<Key extends Part>(draft: Draft, author: string | undefined, part: Key, value: Wording[Key]): Draft {
  if (author === undefined) return { ...draft, wording: { ...draft.wording, [part]: value } };
  const before = variantOf(draft, author) ?? { author, text: null, attachment: null, first_comment: null };
  const rest = draft.variants.filter((variant) => variant.author !== author);
  return { ...draft, variants: [...rest, { ...before, [part]: value }] };
}

/** A part as it is written: an author's own, or nothing where it is everyone's. */
export function ownPart<Key extends Part>(draft: Draft, author: string | undefined, part: Key): Wording[Key] | null {
  if (author === undefined) return draft.wording[part];
  return (variantOf(draft, author)?.[part] ?? null) as Wording[Key] | null;
}

/** The draft with a part as {@link ownPart} answered it. */
export function withOwnPart<Key extends Part>(draft: Draft, author: string | undefined, part: Key, value: Wording[Key] | null): Draft {
  if (value !== null) return withPart(draft, author, part, value);
  return author === undefined ? draft : withoutOwn(draft, author, part);
}

/** The draft in which a part of one author's is everyone's again. */
export function withoutOwn(draft: Draft, author: string, part: Part): Draft {
  const variants = draft.variants
    .map((variant) => (variant.author === author ? { ...variant, [part]: null } : variant))
    .filter((one) => one.text ?? one.attachment ?? one.first_comment);
  return { ...draft, variants };
}

/** Whether nothing was written or chosen yet, but for the authors. */
export function isBlank(draft: Draft): boolean {
  return [undefined, ...draft.variants.map(({ author }) => author)].every((author) => saysNothing(wordingFor(draft, author)));
}

/** Whether a copy would have neither words nor anything to show. */
export function saysNothing({ text, attachment }: Wording): boolean {
  return !text.text.trim() && attachment.kind === 'none';
}

/** Every kept file that an attachment needs. */
export function mediaOf(attachment: Attachment): string[] {
  switch (attachment.kind) {
    case 'images':
      return attachment.images.map(({ media }) => media);
    case 'video':
      return [attachment.media, attachment.thumbnail, attachment.captions].filter((id) => id !== null);
    case 'document':
      return [attachment.media];
    case 'article':
      return attachment.thumbnail === null ? [] : [attachment.thumbnail];
    default:
      return [];
  }
}

/** What somebody would lose with an attachment, such as "3 images"; nothing when it is empty. */
export function losing(attachment: Attachment): string | undefined {
  switch (attachment.kind) {
    case 'images':
      return attachment.images.length === 1 ? 'the image' : `${attachment.images.length} images`;
    case 'video':
      return 'the video';
    case 'document':
      return 'the document';
    case 'article':
      return attachment.url || attachment.title ? 'the article card' : undefined;
    case 'poll':
      return attachment.question || attachment.options.some(Boolean) ? 'the poll' : undefined;
    case 'reshare':
      return attachment.urn ? 'the shared post' : undefined;
    default:
      return undefined;
  }
}
