export type Piece = { text: string; hashtag: boolean };

/** Cuts a text into plain pieces and hashtags, as LinkedIn colours them. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(/(^|\s)(#[\p{L}\p{N}][\p{L}\p{N}_]*)/gu)) {
    const start = match.index + (match[1]?.length ?? 0);
    const tag = match[2] ?? '';
    if (start > at) found.push({ text: text.slice(at, start), hashtag: false });
    found.push({ text: tag, hashtag: true });
    at = start + tag.length;
  }
  if (at < text.length) found.push({ text: text.slice(at), hashtag: false });
  return found;
}

/** What a reader sees before *more*; the whole text when it fits. */
export function folded(text: string, characters: number): { text: string; cut: boolean } {
  const all = [...text];
  if (all.length <= characters) return { text, cut: false };
  const kept = all.slice(0, characters).join('');
  const lastWord = kept.lastIndexOf(' ');
  return { text: (lastWord > characters / 2 ? kept.slice(0, lastWord) : kept).trimEnd(), cut: true };
}
