import { describe, expect, it } from 'vitest';
import { foldAt, pieces, piecesOf } from './text_pieces';

const of = (kind: string, text: string) => pieces(text).filter((piece) => piece.kind === kind).map(({ text }) => text);

describe('hashtags', () => {
  it.each([
    ['#hiring and #soins_infirmiers', ['#hiring', '#soins_infirmiers']],
    ['C# is no tag, nor is # alone', []],
    ['mid#word is none', []],
    ['line\n#Überblick', ['#Überblick']],
    ['<b>#bold</b>', []],
  ])('%j has %j', (text, found) => expect(of('hashtag', text)).toEqual(found));

  it('lose no character of the text', () => {
    const text = 'a #b\n\n#c-d 👋 #é https://x.example/?q=1.';
    expect(pieces(text).map(({ text }) => text).join('')).toBe(text);
  });
});

describe('links', () => {
  it.each([
    ['See https://example.com/a?b=1#c.', ['https://example.com/a?b=1#c']],
    ['(www.example.com)', ['www.example.com']],
    ['example.com alone is none', []],
    ['nothttps://example.com', []],
  ])('%j has %j', (text, found) => expect(of('link', text)).toEqual(found));
});

it('a mention is one piece, and the fold may cut it', () => {
  const text = { text: 'Hi Hana Lindqvist #x', mentions: [{ start: 3, length: 14, urn: 'urn:li:person:1' }] };
  expect(piecesOf(text)).toEqual([
    { text: 'Hi ', kind: 'plain' },
    { text: 'Hana Lindqvist', kind: 'mention' },
    { text: ' ', kind: 'plain' },
    { text: '#x', kind: 'hashtag' },
  ]);
  expect(piecesOf(text, 7).map(({ text }) => text)).toEqual(['Hi ', 'Hana']);
});

describe('the fold', () => {
  const seen = (text: string, limit: number) => {
    const at = foldAt(text, limit);
    return at === undefined ? undefined : [...text].slice(0, at).join('');
  };
  it('leaves a short text whole', () => expect(seen('short', 210)).toBeUndefined());
  it('cuts at a word', () => expect(seen('one two three four', 12)).toBe('one two'));
  it('counts an emoji as one', () => expect(seen('👋👋👋👋', 2)).toBe('👋👋'));
  it('comes after three lines', () => expect(seen('a\nb\n\nc', 210)).toBe('a\nb\n'));
  it('doesn’t come for empty lines at the end', () => expect(seen('a\n\n\n\n', 210)).toBeUndefined());
});
