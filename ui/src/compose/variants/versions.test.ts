import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../host';
import { blankDraft, isBlank, isOwn, losing, mediaOf, withOwn, withoutOwn, withPart, wordingFor } from './versions';

const text = (words: string) => ({ text: words, mentions: [] });
const everyone = withPart(blankDraft, undefined, 'text', text('For everyone'));
const dana = withPart(everyone, 'dana', 'text', text('For Dana'));

describe('a version of one author', () => {
  it('is laid over everyone’s', () => {
    expect(wordingFor(dana, 'dana').text.text).toBe('For Dana');
    expect(wordingFor(dana, 'elif').text.text).toBe('For everyone');
    expect(wordingFor(dana, undefined).text.text).toBe('For everyone');
    expect([isOwn(dana, 'dana', 'text'), isOwn(dana, 'dana', 'attachment')]).toEqual([true, false]);
  });

  it('may be empty and is still the author’s own', () => {
    const silent = withPart(everyone, 'dana', 'first_comment', text(''));
    expect(isOwn(silent, 'dana', 'first_comment')).toBe(true);
  });

  it('goes with its last own part', () => {
    const both = withPart(dana, 'dana', 'first_comment', text('A link'));
    expect([...withOwn(withoutOwn(both, 'dana', 'text'))]).toEqual(['dana']);
    expect(withoutOwn(withoutOwn(both, 'dana', 'text'), 'dana', 'first_comment')).toEqual(everyone);
  });

  it('keeps a draft from being blank', () => {
    expect(isBlank(blankDraft)).toBe(true);
    expect(isBlank(withPart(blankDraft, 'dana', 'text', text('x')))).toBe(false);
  });
});

describe('an attachment', () => {
  const poll: Attachment = { kind: 'poll', question: '', options: ['', ''], duration: 'one_week' };
  it.each<[Attachment, string | undefined]>([
    [{ kind: 'none' }, undefined],
    [{ kind: 'images', images: [{ media: 'a', alt_text: '' }] }, 'the image'],
    [{ kind: 'images', images: [{ media: 'a', alt_text: '' }, { media: 'b', alt_text: '' }] }, '2 images'],
    [poll, undefined],
    [{ ...poll, options: ['Yes', ''] } as Attachment, 'the poll'],
    [{ kind: 'reshare', urn: '' }, undefined],
  ])('%j would lose %s', (attachment, lost) => expect(losing(attachment)).toBe(lost));

  it('names every file it needs', () => {
    expect(mediaOf({ kind: 'video', media: 'v', title: '', thumbnail: 't', captions: null })).toEqual(['v', 't']);
  });
});
