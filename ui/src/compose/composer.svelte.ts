import { SvelteMap } from 'svelte/reactivity';
import {
  type ApiError,
  apiError,
  type AuthorId,
  type AuthorView,
  type Draft,
  type DraftCheck,
  type DraftId,
  type DraftView,
  type Fix,
  type FixView,
  host,
  type MediaId,
  type MediaView,
  type PostId,
  type Visibility,
  type Wording,
} from '../host';
import { coalesced } from '../host/coalesce';
import { organising } from '../organising/organising.svelte';
import { outbox } from '../outbox/outbox.svelte';
import { authorsCalled } from './author_search';
import { forgetEditors } from './editor/put_away';
import { characters } from './editor/characters';
import {
  blankDraft,
  isBlank,
  ownPart,
  type Part,
  saysNothing,
  withOwn,
  withOwnPart,
  withoutOwn,
  withPart,
  wordingFor,
} from './variants/versions';

/** How long after the last key the draft is saved and checked, in ms. */
const pause = 400;
/** How long the keys may go on without a save, in ms. */
const longest = 2_000;
const usualLimit = 3_000;
const usualFold = 210;

/** What is being written, and for whom. */
class Composer {
  authors = $state.raw<AuthorView[]>([]);
  query = $state('');
  id = $state<DraftId>();
  draft = $state.raw<Draft>(blankDraft);
  /** The name of the template that is written on; nothing for a draft. */
  template = $state<string>();
  /** The files that the draft needs. */
  readonly media = new SvelteMap<MediaId, MediaView>();
  /** Whose version is written; nothing for everyone's. */
  version = $state<AuthorId>();
  check = $state.raw<DraftCheck>();
  savedAt = $state<string>();
  /** Whether something is not on the disk yet. */
  unsaved = $state(false);
  loaded = $state(false);
  authorsLoaded = $state(false);
  publishing = $state(false);
  fixing = $state(false);
  published = $state<PostId>();
  problem = $state.raw<ApiError>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #edition = 0;
  #unsavedSince = 0;
  #open = false;
  #stale = true;
  #lastSave: Promise<unknown> = Promise.resolve();

  readonly #byId = $derived(new Map(this.authors.map((author) => [author.id, author])));
  readonly chosen = $derived(this.draft.authors);
  readonly isChosen = $derived(new Set(this.chosen));
  readonly chosenAuthors = $derived(this.chosen.flatMap((id) => this.#byId.get(id) ?? []));
  readonly shown = $derived(authorsCalled(this.query, this.authors));
  readonly withOwn = $derived(withOwn(this.draft));
  /** What is being written on. */
  readonly wording: Wording = $derived(wordingFor(this.draft, this.version));
  readonly versionAuthor = $derived(this.version === undefined ? undefined : this.#byId.get(this.version));
  /** Counted here as well, so that the counter keeps up with the keys. */
  readonly characters = $derived(characters(this.wording.text.text));
  readonly maxCharacters = $derived(this.check?.max_characters ?? usualLimit);
  readonly fold = $derived(this.check?.fold_characters ?? usualFold);
  readonly blank = $derived(isBlank(this.draft));
  readonly stops = $derived(
    Boolean(this.check?.problems.length) ||
      Boolean(this.check?.targets.some(({ misfits }) => misfits.some(({ stops }) => stops))),
  );
  readonly tooLong = $derived(
    this.chosen.some((id) => characters(wordingFor(this.draft, id).text.text) > this.maxCharacters),
  );
  readonly ready = $derived(
    this.chosen.length > 0 &&
      this.template === undefined &&
      !this.publishing &&
      !this.tooLong &&
      !this.stops &&
      this.chosen.every((id) => !saysNothing(wordingFor(this.draft, id))),
  );

  readonly loadAuthors = coalesced(async () => {
    this.#stale = false;
    try {
      this.authors = await host().authorsList();
      this.authorsLoaded = true;
    } catch (thrown) {
      this.#stale = true;
      this.problem = apiError(thrown);
    }
  });

  /** The screen is there: it gets its authors, and is kept fresh until the answer is called. */
  open(): () => void {
    this.#open = true;
    if (this.#stale) void this.loadAuthors();
    if (this.loaded) this.#checkLoaded();
    return () => {
      this.#open = false;
      void this.flush();
    };
  }

  /** Some authors changed: they are read again, now or when the screen opens. */
  authorsChanged(): void {
    this.#stale = true;
    if (this.#open) void this.loadAuthors();
  }

  author(id: AuthorId): AuthorView | undefined {
    return this.#byId.get(id);
  }

  /** Opens a draft; without an id the one that was last written on. */
  async load(id: DraftId | null = null): Promise<void> {
    await this.#show(() => host().draftLoad(id));
  }

  async begin(): Promise<void> {
    await this.flush();
    await this.#show(() => host().draftNew());
  }

  /** Puts a draft on the screen. */
  show(view: DraftView): void {
    clearTimeout(this.#timer);
    this.#edition += 1;
    forgetEditors();
    this.id = view.id;
    this.draft = view.draft;
    this.template = view.is_template ? view.name : undefined;
    this.media.clear();
    for (const file of view.media) this.media.set(file.id, file);
    this.savedAt = view.saved_at ?? undefined;
    this.unsaved = false;
    this.version = undefined;
    this.check = undefined;
    this.problem = undefined;
    this.published = undefined;
    this.loaded = true;
    if (this.#open) this.#checkLoaded();
  }

  /** Changes the draft; it is saved and checked once the keys rest. What is going out stays as it was when the button was pressed. */
  change(draft: Draft): void {
    if (this.publishing) return;
    this.draft = draft;
    this.#edition += 1;
    if (!this.unsaved) this.#unsavedSince = Date.now();
    this.unsaved = true;
    clearTimeout(this.#timer);
    const due = this.#unsavedSince + longest - Date.now();
    this.#timer = setTimeout(() => void this.#settle(), Math.max(0, Math.min(pause, due)));
  }

  /** Changes the draft by more than a key, and lets that be taken back without what came after it. */
  step(sentence: string, draft: Draft, back: (now: Draft) => Draft): void {
    if (this.publishing) return;
    const { id, version } = this;
    this.change(draft);
    organising.offer(sentence, () => {
      if (this.id !== id) return;
      this.version = version;
      this.change(back(this.draft));
    });
  }

  /** Puts something in the place of a part, and lets that be taken back. */
  replace<Key extends Part>(part: Key, value: Wording[Key], sentence: string): void {
    const { version } = this;
    const before = ownPart(this.draft, version, part);
    this.step(sentence, withPart(this.draft, version, part, value), (now) => withOwnPart(now, version, part, before));
  }

  put<Key extends Part>(part: Key, value: Wording[Key]): void {
    this.change(withPart(this.draft, this.version, part, value));
  }

  /** Makes a part everyone's again for the author whose version is written. */
  reset(part: Part, sentence: string): void {
    const { version } = this;
    if (version === undefined) return;
    const before = ownPart(this.draft, version, part);
    this.step(sentence, withoutOwn(this.draft, version, part), (now) => withOwnPart(now, version, part, before));
  }

  /** Does what one click promises, for everybody it is about; that can be taken back. */
  async fix({ fix, label }: FixView, authors: readonly AuthorId[]): Promise<void> {
    const before = this.draft;
    const { id, version } = this;
    this.fixing = true;
    try {
      let draft = before;
      for (const author of authors) {
        if (draft !== before && !(await this.#still(draft, author, fix))) continue;
        const fixed = await host().draftFix(draft, author, fix);
        draft = fixed.draft;
        for (const file of fixed.media) this.media.set(file.id, file);
      }
      if (this.draft !== before || this.id !== id || this.publishing) return;
      this.change(draft);
      organising.offer(`${label}: done.`, () => {
        if (this.id !== id || this.draft !== draft) return;
        this.version = version;
        this.change(before);
      });
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.fixing = false;
    }
  }

  setVisibility(visibility: Visibility): void {
    this.change({ ...this.draft, visibility });
  }

  toggle(id: AuthorId): void {
    const authors = this.isChosen.has(id) ? this.chosen.filter((one) => one !== id) : [...this.chosen, id];
    if (id === this.version) this.version = undefined;
    this.change({ ...this.draft, authors });
  }

  /** Chooses all of some authors, or none of them when all were chosen. */
  toggleAll(ids: readonly AuthorId[]): void {
    const all = ids.every((id) => this.isChosen.has(id));
    const these = new Set(ids);
    const rest = this.chosen.filter((id) => !these.has(id));
    this.change({ ...this.draft, authors: all ? rest : [...rest, ...ids] });
  }

  /** Adds all of a group that are still linked and can publish. */
  chooseAll(ids: readonly AuthorId[]): void {
    const able = ids.filter((id) => this.#byId.has(id) && !this.#byId.get(id)?.cannot_publish);
    this.change({ ...this.draft, authors: [...new Set([...this.chosen, ...able])] });
    const left = ids.length - able.length;
    if (left) organising.say(`${left} of this group can’t publish now and ${left === 1 ? 'was' : 'were'} left out.`);
  }

  /** Publishes it at once, or at this time. */
  async publish(at: string | null = null): Promise<void> {
    if (!this.ready) return;
    clearTimeout(this.#timer);
    this.publishing = true;
    // The last keys may not have been checked yet.
    await this.#settle();
    if (this.problem || this.stops) {
      this.publishing = false;
      return;
    }
    try {
      const post = await host().publish(this.draft, { draft_id: this.id ?? null, at });
      outbox.put(post);
      const fresh = await host().draftNew();
      this.show(fresh);
      this.published = post.id;
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.publishing = false;
    }
  }

  /** Puts the draft away and begins another. Calls back when somebody took that back. */
  async discard(onrestored?: () => void): Promise<void> {
    const { id, template } = this;
    await this.flush();
    if (!id) return;
    try {
      if (this.savedAt) {
        await host().draftDiscard(id);
        organising.offer(template === undefined ? 'The draft was discarded.' : `The template ${template} was removed.`, async () => {
          await this.#show(() => host().draftRestore(id));
          onrestored?.();
        });
      }
      this.show(await host().draftNew());
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }

  writeAnother(): void {
    this.published = undefined;
  }

  /** Saves what the keys have not rested on yet. */
  async flush(): Promise<void> {
    if (!this.unsaved) return;
    clearTimeout(this.#timer);
    await this.#settle();
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#edition += 1;
    forgetEditors();
    this.id = undefined;
    this.draft = blankDraft;
    this.template = undefined;
    this.media.clear();
    this.version = undefined;
    this.check = undefined;
    this.savedAt = undefined;
    this.unsaved = false;
    this.problem = undefined;
    this.published = undefined;
    this.query = '';
    this.authors = [];
    this.#stale = true;
    this.authorsLoaded = false;
    this.loaded = false;
  }

  async #show(read: () => Promise<DraftView>): Promise<void> {
    try {
      this.show(await read());
    } catch (thrown) {
      this.problem = apiError(thrown);
      this.loaded = true;
    }
  }

  /** Whether an author's copy still needs a fix after the others had it. */
  async #still(draft: Draft, author: AuthorId, fix: Fix): Promise<boolean> {
    const wanted = JSON.stringify(fix);
    const check = await host().draftCheck(draft);
    const about = check.targets.find(({ author_id }) => author_id === author);
    return Boolean(about?.misfits.some(({ fixes }) => fixes.some((one) => JSON.stringify(one.fix) === wanted)));
  }

  /** A draft of an earlier day is checked when somebody looks at it. */
  #checkLoaded(): void {
    if (!this.check && (!this.blank || this.chosen.length)) void this.#checkNow();
  }

  async #checkNow(): Promise<void> {
    const edition = this.#edition;
    try {
      const check = await host().draftCheck(this.draft);
      if (edition === this.#edition) this.check = check;
    } catch (thrown) {
      if (edition === this.#edition) this.problem = apiError(thrown);
    }
  }

  /** One save after the other, so that an older text never overtakes a newer one. */
  #save(id: DraftId, draft: Draft): Promise<string> {
    const save = this.#lastSave.then(
      () => host().draftSave(id, draft),
      () => host().draftSave(id, draft),
    );
    this.#lastSave = save;
    return save;
  }

  async #settle(): Promise<void> {
    const edition = this.#edition;
    const { draft, id } = this;
    this.#unsavedSince = Date.now();
    try {
      // What was never written needs no place on the disk; what was emptied does.
      const keep = id && (!this.blank || draft.authors.length || this.savedAt);
      const [savedAt, check] = await Promise.all([keep ? this.#save(id, draft) : undefined, host().draftCheck(draft)]);
      if (edition !== this.#edition) return;
      this.savedAt = savedAt ?? this.savedAt;
      this.unsaved = false;
      this.check = check;
      this.problem = undefined;
    } catch (thrown) {
      if (edition === this.#edition) this.problem = apiError(thrown);
    }
  }
}

export const composer = new Composer();
