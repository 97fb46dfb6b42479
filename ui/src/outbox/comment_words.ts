import type { CommentState, FirstCommentView } from '../host';

const words: Record<CommentState, string> = {
  waiting: 'The first comment comes next.',
  sending: 'The first comment is being written.',
  made: 'The first comment is there.',
  refused: 'The first comment was refused; the post is there.',
  unknown: 'The post is there. Whether its first comment is, can’t be told.',
};

/** Where the first comment of a copy stands. */
export function commentWords({ state, sentence }: FirstCommentView): string {
  return sentence ? `${words[state]} ${sentence}` : words[state];
}
