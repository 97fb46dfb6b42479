/** Drafts that live in memory. */
import type { Draft, DraftId, DraftLine, DraftView, Host, MediaId, MediaView, Shelf } from '../index';
import { mediaOf } from '../../compose/variants/versions';
import { ago } from './agency';

type DraftCommand = 'draftNew' | 'draftLoad' | 'draftSave' | 'draftList' | 'draftDuplicate' | 'draftMakeTemplate' | 'draftDiscard' | 'draftRestore' | 'draftErase';
type Kept = { id: DraftId; draft: Draft; name: string; shelf: Shelf; saved: string | null };

const text = () => ({ text: '', mentions: [] });
const blank = (): Draft => ({ wording: { text: text(), attachment: { kind: 'none' }, first_comment: text() }, variants: [], authors: [], visibility: 'public' });

export function draftCommands(files: (id: MediaId) => MediaView | undefined, refuse: (sentence: string) => never): Pick<Host, DraftCommand> {
  const kept = new Map<DraftId, Kept>();
  let made = 0;
  const fresh = (draft: Draft, name = ''): Kept => {
    made += 1;
    return { id: `draft-${made}`, draft: structuredClone(draft), name, shelf: name ? 'templates' : 'writing', saved: null };
  };
  const keep = (row: Kept): Kept => {
    const saved = { ...row, saved: ago(0) };
    kept.delete(row.id);
    kept.set(row.id, saved);
    return saved;
  };
  const find = (id: DraftId) => kept.get(id) ?? refuse('This draft doesn’t exist any more.');
  const view = ({ id, draft, name, shelf, saved }: Kept): DraftView => ({
    id, draft, name, is_template: shelf === 'templates', saved_at: saved,
    media: [draft.wording.attachment, ...draft.variants.map(({ attachment }) => attachment)].flatMap((one) => (one ? mediaOf(one) : [])).flatMap((id) => files(id) ?? []),
  });
  const line = ({ id, draft, name, shelf, saved }: Kept): DraftLine => ({
    id, name, excerpt: draft.wording.text.text.slice(0, 140), attachment: draft.wording.attachment.kind, authors: draft.authors,
    has_variants: draft.variants.length > 0, updated_at: saved ?? ago(0), discarded_at: shelf === 'discarded' ? ago(0) : null,
  });
  return {
    draftNew: async () => view(fresh(blank())),
    draftLoad: async (id) => view(id ? find(id) : ([...kept.values()].reverse().find((row) => row.shelf === 'writing') ?? fresh(blank()))),
    draftSave: async (id, draft) => {
      keep({ ...(kept.get(id) ?? { id, name: '', shelf: 'writing', saved: null }), draft });
      return ago(0);
    },
    draftList: async (shelf, words) => [...kept.values()].reverse().filter((row) => row.shelf === shelf && JSON.stringify(row).toLowerCase().includes(words.toLowerCase())).map(line),
    draftDuplicate: async (id) => view(keep(fresh(find(id).draft))),
    draftMakeTemplate: async (id, name) => line(keep(fresh(find(id).draft, name))),
    draftDiscard: async (id) => {
      keep({ ...find(id), shelf: 'discarded' });
      return { sentence: 'The draft is discarded.', changed: 0, undo: null };
    },
    draftRestore: async (id) => view(keep({ ...find(id), shelf: 'writing' })),
    draftErase: async (id) => {
      kept.delete(id);
      return null;
    },
  };
}
