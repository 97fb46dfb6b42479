import type { AttachmentKind, PostView } from '../../host';

/** What is known of a post that is shared. */
export type ResharedPost = { author: string; author_id: string; is_page: boolean; text: string; attachment: AttachmentKind };

/** The post of ours that a URN means, among those that were published from here. */
export function resharedPost(urn: string, posts: readonly PostView[]): ResharedPost | undefined {
  if (!urn) return undefined;
  for (const { text, attachment, targets } of posts) {
    const found = targets.find(({ permalink }) => permalink && named(permalink) === urn);
    if (found) return { author: found.author_name, author_id: found.author_id, is_page: found.is_page, text: found.own_text ?? text, attachment };
  }
  return undefined;
}

/** Where a post can be seen. */
export function linkTo(urn: string): string {
  return `linkedin.com/feed/update/${urn}`;
}

function named(permalink: string): string | undefined {
  return /urn:li:(?:share|ugcPost|activity):\d+/.exec(permalink.replaceAll(/%3a/gi, ':'))?.[0];
}
