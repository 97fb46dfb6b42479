import type { AuthorId, AuthorView, ClientId, ClientView } from '../host';

/** An author, or the title above some with the ids of those beneath it that can publish. */
export type Line = { key: string; title?: string; able?: AuthorId[]; author?: AuthorView };

/**
 * The authors as lines: those that are chosen or can publish first, by client, then those that
 * can't, so that nobody scrolls past fifty disabled names.
 */
export function grouped(
  authors: readonly AuthorView[],
  clients: readonly ClientView[],
  chosen: ReadonlySet<AuthorId>,
): Line[] {
  const ofClient = new Map(clients.map((client): [ClientId, AuthorView[]] => [client.id, []]));
  const ofNone: AuthorView[] = [];
  const unable: AuthorView[] = [];
  for (const author of authors) {
    const { client_id } = author;
    if (author.cannot_publish && !chosen.has(author.id)) unable.push(author);
    else if (!client_id || !ofClient.has(client_id)) ofNone.push(author);
    else ofClient.get(client_id)?.push(author);
  }
  const lines: Line[] = [];
  const add = (title: string, members: AuthorView[]) => {
    if (!members.length) return;
    const able = members.filter((author) => !author.cannot_publish).map((author) => author.id);
    lines.push({ key: `title ${title}`, title, able });
    const pagesFirst = [...members].sort((a, b) => Number(b.is_page) - Number(a.is_page));
    for (const author of pagesFirst) lines.push({ key: author.id, author });
  };
  for (const client of clients) add(client.name, ofClient.get(client.id) ?? []);
  add('No client', ofNone);
  add('Can’t publish', unable);
  return lines;
}
