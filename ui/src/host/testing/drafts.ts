/** Drafts, fixes, mentions and groups of authors that live in memory. */
import type { AuthorGroup, AuthorId, Draft, DraftId, DraftLine, DraftView, Host, MediaId, MediaView, Mentionable, Shelf } from '../index';
import { mediaOf } from '../../compose/variants/versions';
import { ago } from './agency';
import type { UndoSteps } from './undo_steps';

type DraftCommand = 'draftNew' | 'draftLoad' | 'draftSave' | 'draftList' | 'draftDuplicate' | 'draftMakeTemplate' | 'draftRenameTemplate' | 'draftDiscard' | 'draftRestore' | 'draftErase';
type Kept = { id: DraftId; draft: Draft; name: string; shelf: Shelf; saved: string | null };

const text = () => ({ text: '', mentions: [] });
const blank = (): Draft => ({ wording: { text: text(), attachment: { kind: 'none' }, first_comment: text() }, variants: [], authors: [], visibility: 'public' });

export function draftCommands(files: (id: MediaId) => MediaView | undefined, refuse: (sentence: string) => never, steps: UndoSteps): Pick<Host, DraftCommand> {
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
    draftRenameTemplate: async (id, name) => {
      const before = find(id);
      kept.set(id, { ...before, name });
      return { sentence: `${before.name} is called ${name} now.`, changed: 0, undo: steps.keep(() => kept.set(id, before)) };
    },
    draftDiscard: async (id) => {
      keep({ ...find(id), shelf: 'discarded' });
      return { sentence: 'The draft is discarded.', changed: 0, undo: null };
    },
    draftRestore: async (id) => view(keep({ ...find(id), shelf: find(id).name ? 'templates' : 'writing' })),
    draftErase: async (id) => {
      kept.delete(id);
      return null;
    },
  };
}

/** Whom a text can name here. */
export const mentionable: Mentionable[] = [
  { urn: 'urn:li:organization:1337', name: 'Alder & Finch', note: 'Page', is_page: true },
  { urn: 'urn:li:person:782bbtaQ', name: 'Hana Lindqvist', note: 'Recruiter at Meridian', is_page: false },
];

/** The one fix that is made up: the text is shortened, for an author's own version if there is one. */
export function fixed(draft: Draft, author: AuthorId): Draft {
  const short = { text: `${[...draft.wording.text.text].slice(0, 2_999).join('')}…`, mentions: [] };
  const own = draft.variants.some((variant) => variant.author === author && variant.text);
  if (!own) return { ...draft, wording: { ...draft.wording, text: short } };
  return { ...draft, variants: draft.variants.map((variant) => (variant.author === author ? { ...variant, text: short } : variant)) };
}

export function groupCommands(): Pick<Host, 'authorGroupsList' | 'authorGroupSave' | 'authorGroupRemove'> {
  const groups = new Map<string, AuthorGroup>();
  return {
    authorGroupsList: async () => [...groups.values()].sort((a, b) => a.name.localeCompare(b.name)),
    authorGroupSave: async (group) => {
      groups.set(group.name.toLowerCase(), group);
      return { sentence: `The group ${group.name} is saved.`, changed: 0, undo: null };
    },
    authorGroupRemove: async (name) => {
      groups.delete(name.toLowerCase());
      return { sentence: `The group ${name} is gone.`, changed: 0, undo: null };
    },
  };
}
