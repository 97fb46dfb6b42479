import { Plugin, PluginKey, type Transaction } from 'prosemirror-state';
import type { EditorState } from 'prosemirror-state';
import { schema } from './schema';

/** An `@` and what was typed after it, while the cursor is still there. */
export type MentionQuery = { from: number; to: number; words: string };

const asked = /(?:^|[\s(\uFFFC])@(\S(?:[^\n@]{0,80}\S)?|)$/u;
/** A name is rarely longer than four words; more of them are a sentence. */
const mostWords = 4;

type Asked = { query: MentionQuery | undefined; dismissed: number | undefined };

export const mentionKey = new PluginKey<Asked>('mention');

function queryAt(state: EditorState): MentionQuery | undefined {
  const { $from, empty } = state.selection;
  if (!empty) return undefined;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, (node) => (node.isText ? '' : '\uFFFC'));
  const found = asked.exec(before);
  const words = found?.[1] ?? '';
  if (!found || words.split(/\s+/).length > mostWords) return undefined;
  return { from: $from.pos - words.length - 1, to: $from.pos, words };
}

/** Tells when somebody is being mentioned. Escape puts it off until the next `@`. */
export function mentionQueries(): Plugin {
  return new Plugin<Asked>({
    key: mentionKey,
    state: {
      init: () => ({ query: undefined, dismissed: undefined }),
      apply(transaction, before, _, state) {
        if (transaction.getMeta(mentionKey) === 'dismiss') return { query: undefined, dismissed: before.query?.from };
        const query = queryAt(state);
        const dismissed = before.dismissed === undefined ? undefined : transaction.mapping.map(before.dismissed);
        if (query && query.from === dismissed) return { query: undefined, dismissed };
        return { query, dismissed: query ? undefined : dismissed };
      },
    },
  });
}

export function mentionQuery(state: EditorState): MentionQuery | undefined {
  return mentionKey.getState(state)?.query;
}

/** Puts a mention where it was asked for, and a space after it. */
export function withMention(state: EditorState, { from, to }: MentionQuery, name: string, urn: string): Transaction {
  const mention = schema.node('mention', { name, urn });
  const { doc } = state;
  const { parent, parentOffset } = doc.resolve(to);
  const next = parent.textBetween(parentOffset, Math.min(parentOffset + 1, parent.content.size), undefined, 'x');
  const after = /^[\s.,;:!?)]/.test(next) ? [] : [schema.text(' ')];
  return state.tr.replaceWith(from, to, [mention, ...after]).scrollIntoView();
}
