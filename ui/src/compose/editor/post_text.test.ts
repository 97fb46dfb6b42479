import { assert, array, constantFrom, nat, oneof, property, string, tuple } from 'fast-check';
import { undo } from 'prosemirror-history';
import { Selection } from 'prosemirror-state';
import { describe, expect, it } from 'vitest';
import type { PostText } from '../../host';
import { editorState, withText } from './editor_state';
import { mentionQuery, withMention } from './mention_query';
import { characters } from './characters';
import { documentOf, pasted, positionOf, postTextOf, wellFormed } from './post_text';

const limits = { most: 3_000, fold: 210 };
const empty: PostText = { text: '', mentions: [] };
const hana = 'urn:li:person:hana';

const words = oneof(
  string({ unit: 'binary', maxLength: 12 }),
  constantFrom('👩‍⚕️', 'é', '\n', '\r\n', '@', '#hiring', '\u202E', '\u200B', 'a\nb\n\nc', '\uD800', ' '),
);
const names = constantFrom('Hana Lindqvist', '北風 👋', 'O’Neill (MD)', '#tag');

/** What somebody does to a text; the numbers say where. */
const step = oneof(
  tuple(constantFrom('type' as const), nat(), nat(), words),
  tuple(constantFrom('paste' as const), nat(), nat(), words),
  tuple(constantFrom('mention' as const), nat(), nat(), names),
  tuple(constantFrom('delete' as const), nat(), nat(), words),
  tuple(constantFrom('break' as const), nat(), nat(), words),
  tuple(constantFrom('undo' as const), nat(), nat(), words),
);

function valid({ text, mentions }: PostText): void {
  const letters = [...text];
  expect(wellFormed(text)).toBe(text);
  let end = 0;
  for (const { start, length, urn } of mentions) {
    expect(start).toBeGreaterThanOrEqual(end);
    expect(length).toBeGreaterThan(0);
    end = start + length;
    expect(end).toBeLessThanOrEqual(letters.length);
    expect(['Hana Lindqvist', '北風 👋', 'O’Neill (MD)', '#tag']).toContain(letters.slice(start, end).join(''));
    expect(urn).toBe(hana);
  }
}

describe('a text', () => {
  it('keeps every mention on exactly its name, whatever is done around it', () => {
    assert(
      property(array(step, { maxLength: 25 }), (steps) => {
        let state = editorState(empty, limits);
        for (const [what, one, other, put] of steps) {
          const size = state.doc.content.size;
          const selection = Selection.near(state.doc.resolve(one % (size + 1)));
          const against = Selection.near(state.doc.resolve(other % (size + 1)));
          const [from, to] = [Math.min(selection.from, against.from), Math.max(selection.from, against.from)];
          if (what === 'undo') undo(state, (transaction) => (state = state.apply(transaction)));
          else if (what === 'type') {
            const plain = wellFormed(put).replace(/\n/g, ' ');
            if (plain) state = state.apply(state.tr.insertText(plain, from, to));
          } else if (what === 'paste') state = state.apply(state.tr.replace(from, to, pasted(put)));
          else if (what === 'delete') state = state.apply(state.tr.delete(from, to));
          else if (what === 'break') state = state.apply(state.tr.split(from));
          else state = state.apply(withMention(state, { from, to: from, words: '' }, put, hana));
          const text = postTextOf(state.doc);
          valid(text);
          expect(postTextOf(documentOf(text))).toEqual(text);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same after it was opened and closed', () => {
    const text = { text: 'Ask Hana Lindqvist,\nor 北風 👋!', mentions: [{ start: 4, length: 14, urn: hana }, { start: 23, length: 4, urn: hana }] };
    expect(postTextOf(documentOf(text))).toEqual(text);
  });

  it.each([
    ['outside of the text', { start: 3, length: 9, urn: hana }],
    ['across a line', { start: 1, length: 3, urn: hana }],
    ['of nothing', { start: 1, length: 0, urn: hana }],
  ])('loses a mention %s, never a letter', (_, mention) => {
    expect(postTextOf(documentOf({ text: 'ab\ncd', mentions: [mention] }))).toEqual({ text: 'ab\ncd', mentions: [] });
  });

  it('counts an emoji of one scalar as one', () => expect(characters('👋é')).toBe(2));

  it('finds a character’s place past lines, emoji and mentions', () => {
    const doc = documentOf({ text: '👋a\nHana b', mentions: [{ start: 3, length: 4, urn: hana }] });
    const at = (count: number) => doc.textBetween(0, positionOf(doc, count), '\n', (node) => (node.isText ? '' : node.attrs.name));
    expect([0, 1, 2, 3, 7, 8, 9].map(at)).toEqual(['', '👋', '👋a', '👋a\n', '👋a\nHana', '👋a\nHana ', '👋a\nHana b']);
  });

  it('that comes from outside can be undone', () => {
    let state = withText(editorState({ text: 'long', mentions: [] }, limits), { text: 'lo', mentions: [] });
    undo(state, (transaction) => (state = state.apply(transaction)));
    expect(postTextOf(state.doc).text).toBe('long');
  });
});

describe('a mention is asked for', () => {
  it.each([
    ['@', ''],
    ['Talk to @Hana', 'Hana'],
    ['Talk to @Hana Lind', 'Hana Lind'],
    ['(@li', 'li'],
    ['hana@example.com', undefined],
    ['@one two three four five', undefined],
    ['@ hana', undefined],
  ])('by %j: %j', (text, query) => {
    let state = editorState({ text, mentions: [] }, limits);
    state = state.apply(state.tr.setSelection(Selection.atEnd(state.doc)));
    expect(mentionQuery(state)?.words).toBe(query);
  });
});
