import type { AuthorId, AuthorView, ClientView } from '../host';

/** An author, or the title above some with the ids of those beneath it that can publish. */
export type Line = { key: string; title?: string; able?: AuthorId[]; author?: AuthorView };

/**
 * The authors as lines: those that are chosen or can publish first, by client, then those that
 * can't, so that nobody scrolls past fifty disabled names.
 */
export function grouped(
  authors: readonly AuthorView[],
  clients: readonly ClientView[],
  chosen: readonly AuthorId[],
): Line[] {
  const able = authors.filter((author) => !author.cannot_publish || chosen.includes(author.id));
  const unable = authors.filter((author) => author.cannot_publish && !chosen.includes(author.id));
  const lines: Line[] = [];
  const add = (title: string, members: AuthorView[]) => {
    if (!members.length) return;
    const able = members.filter((author) => !author.cannot_publish).map((author) => author.id);
    lines.push({ key: `title ${title}`, title, able });
    const pagesFirst = [...members].sort((a, b) => Number(b.is_page) - Number(a.is_page));
    for (const author of pagesFirst) lines.push({ key: author.id, author });
  };
  for (const client of clients) add(client.name, able.filter((author) => author.client_id === client.id));
  const known = new Set(clients.map((client) => client.id));
  add('No client', able.filter((author) => !author.client_id || !known.has(author.client_id)));
  add('Can’t publish', unable);
  return lines;
}
