import { type ApiError, apiError, type AttachmentKind, type DraftId, type DraftLine, host, type Shelf } from '../../host';
import { plural } from '../../design/words';
import { organising } from '../../organising/organising.svelte';
import { composer } from '../composer.svelte';

/** How long after the last key of a search the drafts are read, in ms. */
const pause = 150;

const goesWith: Record<AttachmentKind, string> = {
  none: '',
  images: 'images',
  video: 'a video',
  document: 'a document',
  article: 'an article card',
  poll: 'a poll',
  reshare: 'a shared post',
};

/** The drafts, templates and discarded ones, when somebody looks for one. */
class DraftShelf {
  open = $state(false);
  shelf = $state<Shelf>('writing');
  query = $state('');
  lines = $state.raw<DraftLine[]>();
  problem = $state.raw<ApiError>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  readonly listed = $derived(
    this.lines?.map((line) => ({
      id: line.id,
      name: line.name,
      line: line.excerpt || 'No words yet',
      about: [goesWith[line.attachment], line.authors.length && plural(line.authors.length, 'author'), line.has_variants && 'customised']
        .filter(Boolean)
        .join(' · '),
      updated_at: line.discarded_at ?? line.updated_at,
    })),
  );

  async show(): Promise<void> {
    await composer.flush();
    this.open = true;
    await this.read();
  }

  go(shelf: Shelf): void {
    this.shelf = shelf;
    this.lines = undefined;
    void this.read();
  }

  search(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), pause);
  }

  async read(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const lines = await host().draftList(this.shelf, this.query);
      if (asked !== this.#asked) return;
      this.lines = lines;
      this.problem = undefined;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = apiError(thrown);
    }
  }

  async take(id: DraftId): Promise<void> {
    await composer.load(id);
    this.open = false;
  }

  async begin(): Promise<void> {
    await composer.begin();
    this.open = false;
  }

  /** A second draft like this one, or one that begins with a template. */
  async duplicate(id: DraftId): Promise<void> {
    await this.#act(async () => {
      composer.show(await host().draftDuplicate(id));
      this.open = false;
    });
  }

  async makeTemplate(id: DraftId, name: string): Promise<void> {
    await this.#act(async () => {
      await host().draftMakeTemplate(id, name);
      organising.say(`“${name}” is among your templates.`);
    });
  }

  async renameTemplate(id: DraftId, name: string): Promise<void> {
    await this.#act(async () => {
      const { sentence, undo } = await host().draftRenameTemplate(id, name);
      if (composer.id === id) composer.template = name;
      organising.offer(sentence, () =>
        this.#act(async () => {
          if (undo) await host().undo(undo);
          await this.read();
        }),
      );
      await this.read();
    });
  }

  /** Writes on a template itself, for all drafts that will begin with it. */
  async edit(id: DraftId): Promise<void> {
    await composer.flush();
    await this.take(id);
  }

  /** Back from a template to what is being written. */
  async leaveTemplate(): Promise<void> {
    await composer.flush();
    await composer.load();
    this.shelf = 'templates';
    await this.show();
  }

  async discard(id: DraftId): Promise<void> {
    const template = this.lines?.find((line) => line.id === id)?.name;
    if (id === composer.id) {
      await composer.discard(() => void this.read());
      await this.read();
      return;
    }
    await this.#act(async () => {
      await host().draftDiscard(id);
      organising.offer(template ? `The template ${template} was removed.` : 'The draft was discarded.', () => this.restore(id));
      await this.read();
    });
  }

  async restore(id: DraftId): Promise<void> {
    await this.#act(async () => {
      await host().draftRestore(id);
      await this.read();
    });
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.open = false;
    this.lines = undefined;
    this.query = '';
    this.shelf = 'writing';
    this.problem = undefined;
  }

  async #act(act: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }
}

export const draftShelf = new DraftShelf();
