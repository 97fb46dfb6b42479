import { baseKeymap } from 'prosemirror-commands';
import { history, redo, undo } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { EditorState } from 'prosemirror-state';
import type { PostText } from '../../host';
import { type Bounds, bounds, highlights } from './highlights';
import { mentionQueries } from './mention_query';
import { documentOf, postTextOf, sameText } from './post_text';

/** An editor that holds this text, with an empty memory of steps to undo. */
export function editorState(text: PostText, limits: Bounds): EditorState {
  return EditorState.create({
    doc: documentOf(text),
    plugins: [
      history(),
      keymap({ 'Mod-z': undo, 'Mod-Shift-z': redo, 'Mod-y': redo, 'Shift-Enter': baseKeymap.Enter ?? (() => false) }),
      keymap(baseKeymap),
      highlights(limits),
      mentionQueries(),
    ],
  });
}

/** The same editor with a text that came from outside, such as a fix. It can be undone like any step. */
export function withText(state: EditorState, text: PostText): EditorState {
  if (sameText(postTextOf(state.doc), text)) return state;
  const next = documentOf(text);
  return state.apply(state.tr.replaceWith(0, state.doc.content.size, next.content));
}

export function withBounds(state: EditorState, limits: Bounds): EditorState {
  const before = bounds.getState(state)?.bounds;
  if (before?.most === limits.most && before.fold === limits.fold) return state;
  return state.apply(state.tr.setMeta(bounds, limits).setMeta('addToHistory', false));
}
