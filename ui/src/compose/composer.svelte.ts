import {
  type ApiError,
  apiError,
  type AuthorId,
  type AuthorView,
  type Draft,
  type DraftCheck,
  type DraftId,
  host,
  type MediaDropped,
  type MediaView,
  type PostId,
  type Visibility,
} from '../host';
import { coalesced } from '../host/coalesce';
import { authorsCalled } from './author_search';
import { outbox } from '../outbox/outbox.svelte';

/** How long after the last key the draft is saved and checked, in ms. */
const pause = 400;

/** What is being written, and for whom. */
class Composer {
  authors = $state.raw<AuthorView[]>([]);
  query = $state('');
  text = $state('');
  chosen = $state.raw<AuthorId[]>([]);
  media = $state.raw<MediaView>();
  altText = $state('');
  visibility = $state<Visibility>('public');

  loaded = $state(false);
  authorsLoaded = $state(false);
  savedAt = $state<string>();
  check = $state.raw<DraftCheck>();
  problem = $state.raw<ApiError>();
  mediaProblem = $state.raw<ApiError>();
  picking = $state(false);
  publishing = $state(false);
  /** The post that was just published; its results are shown. */
  published = $state<PostId>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #edition = 0;
  /** Which kept draft is being written; none before it is first saved. */
  #id: DraftId | undefined;
  /** Whether the screen is there to be kept fresh. */
  #open = false;
  #stale = true;

  readonly shown = $derived(authorsCalled(this.query, this.authors));
  readonly #byId = $derived(new Map(this.authors.map((author) => [author.id, author])));
  readonly isChosen = $derived(new Set(this.chosen));
  readonly chosenAuthors = $derived(this.chosen.flatMap((id) => this.#byId.get(id) ?? []));
  /** Counted here as well, so that the counter keeps up with the keys. */
  readonly characters = $derived([...this.text].length);
  readonly maxCharacters = $derived(this.check?.max_characters ?? 3_000);
  readonly problems = $derived([
    ...(this.check?.problems ?? []),
    ...(this.check?.targets.flatMap((target) => target.misfits.filter((misfit) => misfit.stops)) ?? []),
  ]);
  readonly empty = $derived(!this.text.trim() && !this.media);
  readonly ready = $derived(
    !this.empty && this.chosen.length > 0 && !this.publishing && this.characters <= this.maxCharacters && !this.problems.length,
  );

  get draft(): Draft {
    return {
      wording: {
        text: { text: this.text, mentions: [] },
        attachment: this.media ? { kind: 'images', images: [{ media: this.media.id, alt_text: this.altText }] } : { kind: 'none' },
        first_comment: { text: '', mentions: [] },
      },
      variants: [],
      authors: this.chosen,
      visibility: this.visibility,
    };
  }

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
    return () => (this.#open = false);
  }

  /** Some authors changed: they are read again, now or when the screen opens. */
  authorsChanged(): void {
    this.#stale = true;
    if (this.#open) void this.loadAuthors();
  }

  async load(): Promise<void> {
    try {
      const { id, draft, media, saved_at } = await host().draftLoad(null);
      const { text, attachment } = draft.wording;
      this.#id = id;
      this.text = text.text;
      this.chosen = draft.authors;
      this.altText = attachment.kind === 'images' ? (attachment.images[0]?.alt_text ?? '') : '';
      this.visibility = draft.visibility;
      this.media = media[0];
      this.savedAt = saved_at ?? undefined;
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
    this.loaded = true;
    if (this.#open) this.#checkLoaded();
  }

  /** Saves and checks once the keys rest. */
  changed(): void {
    this.#edition += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#settle(), pause);
  }

  toggle(id: AuthorId): void {
    this.chosen = this.isChosen.has(id) ? this.chosen.filter((one) => one !== id) : [...this.chosen, id];
    this.changed();
  }

  /** Chooses all of some authors, or none of them when all were chosen. */
  toggleAll(ids: readonly AuthorId[]): void {
    const all = ids.every((id) => this.isChosen.has(id));
    const these = new Set(ids);
    const rest = this.chosen.filter((id) => !these.has(id));
    this.chosen = all ? rest : [...rest, ...ids];
    this.changed();
  }

  async pick(): Promise<void> {
    this.picking = true;
    this.mediaProblem = undefined;
    try {
      const media = await host().mediaPick();
      if (media) this.#attach(media);
    } catch (thrown) {
      this.mediaProblem = apiError(thrown);
    } finally {
      this.picking = false;
    }
  }

  heardDrop({ media, error }: MediaDropped): void {
    this.mediaProblem = error ?? undefined;
    if (media) this.#attach(media);
  }

  removeMedia(): void {
    this.media = undefined;
    this.altText = '';
    this.mediaProblem = undefined;
    this.changed();
  }

  async publish(): Promise<void> {
    if (!this.ready) return;
    clearTimeout(this.#timer);
    this.publishing = true;
    // The last keys may not have been checked yet.
    await this.#settle();
    if (this.problem || this.problems.length) {
      this.publishing = false;
      return;
    }
    try {
      const post = await host().publish(this.draft, { draft_id: this.#id ?? null, at: null });
      outbox.put(post);
      this.published = post.id;
      this.#blank();
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.publishing = false;
    }
  }

  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    const id = this.savedAt ? this.#id : undefined;
    this.#blank();
    try {
      if (id) await host().draftDiscard(id);
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }

  writeAnother(): void {
    this.published = undefined;
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#blank();
    this.published = undefined;
    this.query = '';
    this.authors = [];
    this.#stale = true;
    this.authorsLoaded = false;
    this.loaded = false;
  }

  #attach(media: MediaView): void {
    this.media = media;
    this.published = undefined;
    this.changed();
  }

  #blank(): void {
    this.#edition += 1;
    this.#id = undefined;
    this.text = '';
    this.chosen = [];
    this.media = undefined;
    this.altText = '';
    this.check = undefined;
    this.savedAt = undefined;
    this.mediaProblem = undefined;
    this.problem = undefined;
  }

  /** A draft of an earlier day is checked when somebody looks at it. */
  #checkLoaded(): void {
    if (!this.check && (!this.empty || this.chosen.length)) void this.#settle();
  }

  async #settle(): Promise<void> {
    const edition = this.#edition;
    const draft = this.draft;
    try {
      if (!this.#id) {
        const { id } = await host().draftNew();
        if (edition !== this.#edition) return;
        this.#id ??= id;
      }
      const [savedAt, check] = await Promise.all([host().draftSave(this.#id, draft), host().draftCheck(draft)]);
      if (edition !== this.#edition) return;
      this.savedAt = savedAt;
      this.check = check;
      this.problem = undefined;
    } catch (thrown) {
      if (edition === this.#edition) this.problem = apiError(thrown);
    }
  }
}

export const composer = new Composer();
