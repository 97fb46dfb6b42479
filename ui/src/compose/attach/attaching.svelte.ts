import {
  type ApiError,
  apiError,
  type Attachment,
  host,
  type MediaDropped,
  type MediaId,
  type MediaKind,
  type MediaView,
} from '../../host';
import { plural } from '../../design/words';
import { organising } from '../../organising/organising.svelte';
import { composer } from '../composer.svelte';
import { playtime, type ShownMedia } from '../preview/shown_media';
import { base64 } from './base64';
import { mostImages } from './drop_words';
import { losing } from '../variants/versions';

/** Files that come within this time were dropped together, in ms: one that is taken hides no refusal. */
const together = 3_000;

type Kind = Exclude<Attachment['kind'], 'none'>;

const blanks: Record<'article' | 'poll' | 'reshare', Attachment> = {
  article: { kind: 'article', url: '', title: '', description: '', thumbnail: null },
  poll: { kind: 'poll', question: '', options: ['', ''], duration: 'one_week' },
  reshare: { kind: 'reshare', urn: '' },
};

const kinds: Record<'images' | 'video' | 'document', MediaKind> = { images: 'image', video: 'video', document: 'document' };

const names: Record<Kind, string> = {
  images: 'the image',
  video: 'the video',
  document: 'the document',
  article: 'an article card',
  poll: 'a poll',
  reshare: 'a shared post',
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What goes with the text, and the files it needs. */
class Attaching {
  picking = $state(false);
  problem = $state.raw<ApiError>();
  /** A large file on its way into the workspace. */
  takingIn = $state.raw<{ file_name: string; percent: number }>();
  /** Whether a person stopped it and it hasn't come to rest yet. */
  stopping = $state(false);
  #refusedAt = 0;

  /** The files as they are shown. */
  readonly shown = $derived(new Map<MediaId, ShownMedia>([...composer.media].map(([id, file]) => [id, shownOf(file)])));

  factsOf(id: MediaId): string {
    const file = composer.media.get(id);
    if (!file) return 'This file is not there any more';
    return [
      file.kind,
      file.width > 0 && `${file.width} × ${file.height}`,
      file.duration_ms !== null && playtime(file.duration_ms),
      file.pages !== null && plural(file.pages, 'page'),
      file.size,
      file.note,
    ]
      .filter(Boolean)
      .join(' · ');
  }

  async choose(kind: Kind): Promise<void> {
    this.problem = undefined;
    if (kind === 'article' || kind === 'poll' || kind === 'reshare') {
      if (composer.wording.attachment.kind !== kind) this.#put(blanks[kind]);
      return;
    }
    await this.#pick(kinds[kind], (file) => this.take(file));
  }

  async pickThumbnail(): Promise<void> {
    await this.#pick('image', (file) => {
      const { attachment } = composer.wording;
      if (attachment.kind === 'video' || attachment.kind === 'article') {
        composer.put('attachment', { ...attachment, thumbnail: file.id });
      }
    });
  }

  async pickCaptions(): Promise<void> {
    await this.#pick('captions', (file) => this.#caption(file));
  }

  /** A picture of a document's page, the first being 1. */
  async drawPage(id: MediaId, page: number): Promise<string | null> {
    return composer.media.get(id)?.draws_pages ? host().mediaPage(id, page - 1) : null;
  }

  heardDrop({ media, error }: MediaDropped): void {
    const now = Date.now();
    const stopped = this.#takenIn();
    if (error && stopped) return;
    if (error) {
      this.problem = error;
      this.#refusedAt = now;
    } else if (now - this.#refusedAt > together) {
      this.problem = undefined;
    }
    if (media) {
      composer.writeAnother();
      this.#know(media);
      this.take(media);
    }
  }

  heardTakingIn(file: { file_name: string; percent: number }): void {
    this.takingIn = file;
  }

  /** Takes the large file in no further. */
  async stop(): Promise<void> {
    this.stopping = true;
    try {
      await host().mediaStop();
    } catch (thrown) {
      this.stopping = false;
      this.problem = apiError(thrown);
    }
  }

  /** Pasted files, such as a copied picture. */
  async pasted(files: readonly File[]): Promise<void> {
    this.picking = true;
    this.problem = undefined;
    try {
      for (const file of files) {
        const media = await host().mediaPaste(file.name, await base64(file));
        this.#know(media);
        this.take(media);
      }
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.picking = false;
    }
  }

  /** A file that was picked, dropped or pasted becomes what goes with the text. */
  take(file: MediaView): void {
    const { attachment } = composer.wording;
    const title = file.file_name.replace(/\.[^.]+$/, '');
    if (file.about === 'captions') {
      this.#caption(file);
    } else if (file.about === 'video') {
      this.#put({ kind: 'video', media: file.id, title: '', thumbnail: null, captions: null });
    } else if (file.about === 'document') {
      this.#put({ kind: 'document', media: file.id, title });
    } else if (attachment.kind !== 'images') {
      this.#put({ kind: 'images', images: [{ media: file.id, alt_text: '' }] });
    } else if (attachment.images.length < mostImages) {
      composer.put('attachment', { kind: 'images', images: [...attachment.images, { media: file.id, alt_text: '' }] });
    } else {
      organising.say(`A post takes ${mostImages} images. Remove one before you add another.`);
    }
  }

  removeImage(at: number): void {
    const { attachment } = composer.wording;
    if (attachment.kind !== 'images') return;
    const images = attachment.images.filter((_, i) => i !== at);
    composer.replace('attachment', images.length ? { kind: 'images', images } : { kind: 'none' }, 'The image was removed.');
  }

  remove(): void {
    this.problem = undefined;
    const lost = losing(composer.wording.attachment);
    if (lost) composer.replace('attachment', { kind: 'none' }, `${capital(lost)} ${lost.endsWith('s') ? 'were' : 'was'} removed.`);
    else composer.put('attachment', { kind: 'none' });
  }

  forget(): void {
    this.problem = undefined;
    this.#takenIn();
  }

  /** No file is on its way any more; answers whether a person stopped the last one. */
  #takenIn(): boolean {
    const stopped = this.stopping;
    this.takingIn = undefined;
    this.stopping = false;
    return stopped;
  }

  /** One kind goes with a post; what was there goes away and can be taken back. */
  #put(attachment: Attachment): void {
    const lost = losing(composer.wording.attachment);
    if (!lost || attachment.kind === 'none') composer.put('attachment', attachment);
    else composer.replace('attachment', attachment, `${capital(names[attachment.kind])} took the place of ${lost}.`);
  }

  #caption(file: MediaView): void {
    const { attachment } = composer.wording;
    if (attachment.kind === 'video') composer.put('attachment', { ...attachment, captions: file.id });
    else organising.say('Captions go with a video. Add the video first.');
  }

  #know(file: MediaView): void {
    composer.media.set(file.id, file);
  }

  async #pick(about: MediaKind, take: (file: MediaView) => void): Promise<void> {
    this.picking = true;
    this.problem = undefined;
    try {
      const chosen = await host().mediaChoose(about);
      const stopped = this.#takenIn();
      for (const { media, error } of chosen) {
        if (error && !stopped) this.problem = error;
        if (!media) continue;
        this.#know(media);
        take(media);
      }
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.#takenIn();
      this.picking = false;
    }
  }
}

function shownOf(file: MediaView): ShownMedia {
  const { id, file_name, thumbnail, width, height, duration_ms, pages } = file;
  return { id, file_name, thumbnail: thumbnail || null, width: width || null, height: height || null, duration_ms, pages };
}

export const attaching = new Attaching();
