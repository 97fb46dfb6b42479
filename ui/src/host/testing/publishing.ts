/** Authors, checks, posts and their copies that live in memory. */
import type { DraftId, Host, PostView, TargetView } from '../index';
import { ago } from './agency';
import { type Core, refuse, soon } from './core';
import { posts } from './posts';

type Publishing = Pick<Host, 'authorsList' | 'draftCheck' | 'publish' | 'outboxList' | 'targetResolve' | 'outboxRun' | 'targetOpen' | 'targetPause' | 'targetResume' | 'targetCancel' | 'targetPublishLate'>;

export function publishingCommands(core: Core, { empty, alive }: { empty: boolean; alive: boolean }, eraseDraft: (id: DraftId) => Promise<unknown>): Publishing {
  let outbox: PostView[] = empty ? [] : posts();
  const retarget = (postId: string, targetId: string, to: Partial<TargetView>) => {
    outbox = outbox.map((post) => post.id !== postId ? post : { ...post, targets: post.targets.map((target) => (target.id === targetId ? { ...target, ...to, changed_at: ago(0) } : target)) });
    core.tell({ event: 'outbox_changed' });
  };
  const moved = (id: string, to: Partial<TargetView>) => {
    const post = outbox.find((post) => post.targets.some((target) => target.id === id)) ?? refuse('This copy doesn’t exist any more.', null, 'not_found');
    retarget(post.id, id, to);
    return outbox.find((other) => other.id === post.id) ?? post;
  };
  const authors = () => core.accounts().flatMap((row) => {
    const client = core.clients().find((client) => client.id === row.client_id);
    const colour = client?.colour ?? null;
    const via = { linkedin: 'Official', unipile: 'Unipile', edges: 'Edges', zernio: 'Zernio' }[row.provider];
    const cannot = row.provider === 'edges' ? 'Edges can’t publish posts' : row.provider === 'zernio' ? 'Publishing through Zernio comes later' : ['connected', 'expires_soon'].includes(row.status.kind) ? null : row.status.label;
    const self = { id: row.id, name: row.name, detail: via, headline: row.headline, is_page: false, provider: row.provider, client_id: row.client_id, colour, allowance: row.provider === 'linkedin' ? { left: 147, of: 150, renews_at: soon(300) } : null, cannot_publish: cannot, note: row.provider === 'unipile' ? 'Unipile publishes at once; it can’t be undone from here.' : null };
    const page = row.products.includes('Pages') && client ? [{ ...self, id: `${row.id}/urn:li:organization:${row.id}`, name: client.name, detail: `Page · via ${row.name.split(' ')[0]}`, headline: 'Company page', is_page: true }] : [];
    return [...page, self];
  });
  const send = async (post: PostView) => {
    for (const target of post.targets) {
      if (['images', 'video', 'document'].includes(post.attachment)) {
        retarget(post.id, target.id, { state: 'uploading', label: 'Uploading', tone: 'info' });
        const total = 90_177_536;
        for (let part = 0; part <= 22; part += 1) {
          const sent = Math.round((total * part) / 22);
          core.tell({ event: 'upload_progress', data: { target_id: target.id, sent, total, parts_done: part, parts: 22, bytes_per_second: part > 2 ? 4_404_019 : null, seconds_left: part > 2 ? Math.round((total - sent) / 4_404_019) : null } });
          await core.pause(60);
        }
      }
      retarget(post.id, target.id, { state: 'sending', label: 'Sending', tone: 'info' });
      await core.pause(400);
      if (post.text.includes('lost')) retarget(post.id, target.id, { state: 'unknown', label: 'We can’t tell', tone: 'warn', sentence: 'The answer never came. The post may be on LinkedIn. Look at the profile before you send it again.' });
      else retarget(post.id, target.id, { state: 'published', label: 'Published', tone: 'ok', permalink: 'https://www.linkedin.com/feed/update/urn:li:share:7' });
    }
  };

  return {
    authorsList: async () => authors(),
    draftCheck: async (given) => {
      const { text, attachment } = given.wording;
      const characters = [...text.text].length;
      const long = characters > 3_000 ? [`The text has ${characters} characters; LinkedIn takes 3000. Shorten it by ${characters - 3_000}.`] : [];
      const misfits = long.map((sentence) => ({ sentence, stops: true, fixes: [{ label: 'Shorten the text', fix: { kind: 'shorten_text' as const, to: 3_000 } }] }));
      const empty = characters === 0 && attachment.kind === 'none' ? ['Write something, or add an image.'] : [];
      return {
        characters, max_characters: 3_000, fold_characters: 210, problems: empty,
        targets: given.authors.map((author_id) => ({ author_id, author_name: authors().find((author) => author.id === author_id)?.name ?? '', misfits })),
      };
    },
    publish: async (given, how) => {
      if (how.draft_id) await eraseDraft(how.draft_id);
      const post: PostView = {
        id: `post-${outbox.length + 1}`, text: given.wording.text.text, attachment: given.wording.attachment.kind, created_at: ago(0),
        targets: authors().filter((author) => given.authors.includes(author.id)).map((author) => ({ id: `target-${outbox.length}-${author.id}`, author_id: author.id, author_name: author.name, is_page: author.is_page, own_text: null, due_at: how.at, state: 'queued', tone: 'info', label: 'Queued', sentence: null, permalink: null, profile_url: 'https://www.linkedin.com/in/somebody', first_comment: null, changed_at: ago(0) })),
      };
      outbox = [post, ...outbox];
      core.tell({ event: 'outbox_changed' });
      if (alive) void send(post);
      return post;
    },
    outboxList: async () => outbox,
    targetResolve: async (id, resolution) => {
      const to = { it_is_there: { state: 'published', label: 'Published', tone: 'ok' }, send_again: { state: 'queued', label: 'Queued', tone: 'info' }, let_it_go: { state: 'dropped', label: 'Let go', tone: 'idle' } } as const;
      return moved(id, { ...to[resolution], sentence: null });
    },
    outboxRun: async () => outbox,
    targetOpen: async () => null,
    targetPause: async (id) => moved(id, { state: 'paused', label: 'Paused', tone: 'idle', sentence: 'You paused it. Nothing is published yet.' }),
    targetResume: async (id) => moved(id, { state: 'queued', label: 'Queued', tone: 'idle', sentence: null }),
    targetCancel: async (id) => moved(id, { state: 'dropped', label: 'Let go', tone: 'idle', sentence: 'You stopped it before it was published.' }),
    targetPublishLate: async (id) => moved(id, { state: 'queued', label: 'Queued', tone: 'idle', due_at: null, sentence: null }),
  };
}
