import { describe, expect, it } from 'vitest';
import { folded, pieces } from './text_pieces';

const tags = (text: string) => pieces(text).filter(({ hashtag }) => hashtag).map(({ text }) => text);

describe('hashtags', () => {
  it.each([
    ['#hiring and #soins_infirmiers', ['#hiring', '#soins_infirmiers']],
    ['C# is no tag, nor is # alone', []],
    ['mid#word is none', []],
    ['line\n#Überblick', ['#Überblick']],
    ['<b>#bold</b>', []],
  ])('%j has %j', (text, found) => expect(tags(text)).toEqual(found));

  it('lose no character of the text', () => {
    const text = 'a #b\n\n#c-d 👋 #é';
    expect(pieces(text).map(({ text }) => text).join('')).toBe(text);
  });
});

describe('the fold', () => {
  it('leaves a short text whole', () => expect(folded('short', 210)).toEqual({ text: 'short', cut: false }));
  it('cuts at a word', () => expect(folded('one two three four', 12)).toEqual({ text: 'one two', cut: true }));
  it('counts an emoji as one', () => expect(folded('👋👋👋👋', 2)).toEqual({ text: '👋👋', cut: true }));
});
