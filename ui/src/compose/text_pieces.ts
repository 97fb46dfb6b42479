import type { PostText } from '../host';

export type PieceKind = 'plain' | 'hashtag' | 'link' | 'mention';
export type Piece = { text: string; kind: PieceKind };

const live = /(?<=^|[\s(])(?:(#[\p{L}\p{N}][\p{L}\p{N}_]*)|((?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?'’)\]}]))/gu;

/** Where a line has hashtags and links, in UTF-16 units. */
export function liveParts(text: string): { start: number; end: number; kind: 'hashtag' | 'link' }[] {
  return [...text.matchAll(live)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: match[1] ? 'hashtag' : 'link',
  }));
}

/** Cuts a text into plain pieces and those LinkedIn colours. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { start, end, kind } of liveParts(text)) {
    if (start > at) found.push({ text: text.slice(at, start), kind: 'plain' });
    found.push({ text: text.slice(start, end), kind });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), kind: 'plain' });
  return found;
}

/** The first `characters` of a text with its mentions, in pieces. */
export function piecesOf({ text, mentions }: PostText, characters = Infinity): Piece[] {
  const letters = [...text];
  const end = Math.min(letters.length, characters);
  const found: Piece[] = [];
  let at = 0;
  for (const { start, length } of [...mentions].sort((a, b) => a.start - b.start)) {
    if (start < at || start >= end) continue;
    found.push(...pieces(letters.slice(at, start).join('')));
    at = Math.min(end, start + length);
    found.push({ text: letters.slice(start, at).join(''), kind: 'mention' });
  }
  return [...found, ...pieces(letters.slice(at, end).join(''))];
}

/**
 * How many characters a reader sees before *more*: so many that fit, or three lines, whichever comes
 * first, cut at a word. `undefined` when all of it is seen.
 */
export function foldAt(text: string, limit: number, lines = 3): number | undefined {
  const letters = [...text];
  let breaks = 0;
  let cut = letters.length;
  for (const [at, letter] of letters.entries()) {
    if (at >= limit) {
      cut = limit;
      break;
    }
    if (letter !== '\n') continue;
    breaks += 1;
    if (breaks === lines) {
      cut = at;
      break;
    }
  }
  if (cut === letters.length || !letters.slice(cut).some((letter) => letter.trim())) return undefined;
  if (cut < limit) return cut;
  const kept = letters.slice(0, cut);
  const lastWord = Math.max(kept.lastIndexOf(' '), kept.lastIndexOf('\n'));
  const end = lastWord > limit / 2 ? lastWord : cut;
  return kept.slice(0, end).join('').trimEnd() ? [...kept.slice(0, end).join('').trimEnd()].length : end;
}
