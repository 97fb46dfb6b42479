import { type ApiError, apiError, type Attachment, host, type MediaDropped, type MediaId, type MediaKind, type MediaView } from '../../host';
import { organising } from '../../organising/organising.svelte';
import { composer } from '../composer.svelte';
import type { ShownMedia } from '../preview/shown_media';
import { losing } from '../variants/versions';

/** How many images LinkedIn takes in one post. */
export const mostImages = 20;

type Kind = Exclude<Attachment['kind'], 'none'>;

const blanks: Record<'article' | 'poll' | 'reshare', Attachment> = {
  article: { kind: 'article', url: '', title: '', description: '', thumbnail: null },
  poll: { kind: 'poll', question: '', options: ['', ''], duration: 'one_week' },
  reshare: { kind: 'reshare', urn: '' },
};

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

  /** The files as they are shown. */
  readonly shown = $derived(new Map<MediaId, ShownMedia>([...composer.media].map(([id, file]) => [id, shownOf(file)])));

  factsOf(id: MediaId): string {
    const file = composer.media.get(id);
    if (!file) return 'This file is not there any more';
    const extent = file.width > 0 ? ` · ${file.width} × ${file.height}` : '';
    return `${file.kind}${extent} · ${file.size}${file.note ? ` · ${file.note}` : ''}`;
  }

  async choose(kind: Kind): Promise<void> {
    this.problem = undefined;
    if (kind === 'article' || kind === 'poll' || kind === 'reshare') {
      if (composer.wording.attachment.kind !== kind) this.#put(blanks[kind]);
      return;
    }
    await this.#pick(kind === 'images' ? 'image' : kind, (file) => this.take(file));
  }

  async pickThumbnail(): Promise<void> {
    await this.#pick('image', (file) => {
      const { attachment } = composer.wording;
      if (attachment.kind === 'video' || attachment.kind === 'article') {
        composer.put('attachment', { ...attachment, thumbnail: file.id });
      }
    });
  }

  heardDrop({ media, error }: MediaDropped): void {
    this.problem = error ?? undefined;
    if (media) {
      composer.writeAnother();
      this.#know(media);
      this.take(media);
    }
  }

  /** A file that was picked, dropped or pasted becomes what goes with the text. */
  take(file: MediaView): void {
    const { attachment } = composer.wording;
    if (file.about === 'video') return this.#put({ kind: 'video', media: file.id, title: '', thumbnail: null, captions: null });
    if (file.about === 'document') return this.#put({ kind: 'document', media: file.id, title: '' });
    if (file.about === 'captions') {
      if (attachment.kind === 'video') composer.put('attachment', { ...attachment, captions: file.id });
      else organising.say('Captions belong to a video. Attach the video first.');
      return;
    }
    const image = { media: file.id, alt_text: '' };
    if (attachment.kind !== 'images') {
      this.#put({ kind: 'images', images: [image] });
    } else if (attachment.images.length < mostImages) {
      composer.put('attachment', { kind: 'images', images: [...attachment.images, image] });
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
  }

  /** One kind goes with a post; what was there goes away and can be taken back. */
  #put(attachment: Attachment): void {
    const lost = losing(composer.wording.attachment);
    if (!lost || attachment.kind === 'none') composer.put('attachment', attachment);
    else composer.replace('attachment', attachment, `${capital(names[attachment.kind])} took the place of ${lost}.`);
  }

  #know(file: MediaView): void {
    composer.media.set(file.id, file);
  }

  async #pick(about: MediaKind, take: (file: MediaView) => void): Promise<void> {
    this.picking = true;
    this.problem = undefined;
    try {
      for (const { media, error } of await host().mediaChoose(about)) {
        if (error) this.problem = error;
        if (!media) continue;
        this.#know(media);
        take(media);
      }
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.picking = false;
    }
  }
}

function shownOf(file: MediaView): ShownMedia {
  const { id, file_name, thumbnail, width, height, duration_ms, pages } = file;
  return { id, file_name, thumbnail, width, height, duration_ms, pages };
}

export const attaching = new Attaching();
