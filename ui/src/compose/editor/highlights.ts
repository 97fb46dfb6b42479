import type { Node } from 'prosemirror-model';
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { foldAt, liveParts } from '../text_pieces';
import { characters } from './characters';
import { positionOf, postTextOf } from './post_text';

/** How long a text may be, and how much of it is seen before *more*; no fold in a comment. */
export type Bounds = { most: number; fold: number | undefined };

/** A change of the bounds goes to the editor as this. */
export const bounds = new PluginKey<{ bounds: Bounds; shown: DecorationSet }>('bounds');

function foldMark(): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'fold';
  mark.contentEditable = 'false';
  mark.setAttribute('aria-hidden', 'true');
  mark.dataset.words = 'seen before “more”';
  return mark;
}

function decorated(document: Node, { most, fold }: Bounds): DecorationSet {
  const found: Decoration[] = [];
  document.forEach((row, offset) => {
    // A mention ends a word as a space does.
    const words = row.textBetween(0, row.content.size, undefined, (node) => (node.isText ? '' : '\uFFFC'));
    for (const { start, end, kind } of liveParts(words)) {
      found.push(Decoration.inline(offset + 1 + start, offset + 1 + end, { class: kind }));
    }
  });
  const { text } = postTextOf(document);
  const cut = fold === undefined ? undefined : foldAt(text, fold);
  if (cut !== undefined) found.push(Decoration.widget(positionOf(document, cut), foldMark, { side: 1, key: 'fold', ignoreSelection: true }));
  if (characters(text) > most) {
    found.push(Decoration.inline(positionOf(document, most), document.content.size, { class: 'too-much' }));
  }
  return DecorationSet.create(document, found);
}

/** Colours hashtags and links, and shows the fold and what is too long. */
export function highlights(first: Bounds): Plugin {
  return new Plugin({
    key: bounds,
    state: {
      init: (_, { doc }) => ({ bounds: first, shown: decorated(doc, first) }),
      apply(transaction, before) {
        const changed: Bounds | undefined = transaction.getMeta(bounds);
        if (!changed && !transaction.docChanged) return before;
        const next = changed ?? before.bounds;
        return { bounds: next, shown: decorated(transaction.doc, next) };
      },
    },
    props: { decorations: (state) => bounds.getState(state)?.shown },
  });
}
