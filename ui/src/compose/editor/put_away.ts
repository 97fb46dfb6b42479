import type { EditorState } from 'prosemirror-state';

const states = new Map<string, EditorState>();

/** Keeps an editor's steps to undo while another text is written on. */
export function putAway(key: string, state: EditorState): void {
  states.set(key, state);
}

/** An editor that was put away. */
export function takenOut(key: string): EditorState | undefined {
  return states.get(key);
}

/** Another draft is written on; the steps to undo of the last one are over. */
export function forgetEditors(): void {
  states.clear();
}
