/** Files that live in memory: drawn pictures, a video, a document. */
import { type ApiError, type Host, type MediaId, type MediaKind, type MediaView, Refusal } from '../index';
import { picture } from './picture';

type MediaCommand =
  | 'mediaChoose'
  | 'mediaPaste'
  | 'mediaPage'
  | 'mediaStop'
  | 'mediaMetadataKept'
  | 'mediaKeepMetadata'
  | 'articlePreview'
  | 'articleStop';

const plain = { frames: 1, duration_ms: null, codec: null, pages: null, draws_pages: false, cleaning: { location: 'absent', metadata: 'absent', converted_from: null }, note: null } as const;

const kinds: Record<MediaKind, Omit<MediaView, 'id'>> = {
  image: { ...plain, file_name: 'lagos-opening.png', about: 'image', kind: 'PNG', width: 1600, height: 900, bytes: 842_113, size: '842 KB', thumbnail: picture, note: 'Location removed.', cleaning: { location: 'removed', metadata: 'removed', converted_from: null } },
  video: { ...plain, file_name: 'lagos-opening.mp4', about: 'video', kind: 'MP4', width: 1920, height: 1080, duration_ms: 48_000, codec: 'avc1', bytes: 90_177_536, size: '90 MB', thumbnail: '' },
  document: { ...plain, file_name: 'Salary guide 2027.pdf', about: 'document', kind: 'PDF', width: 0, height: 0, pages: 12, draws_pages: true, bytes: 2_400_000, size: '2.4 MB', thumbnail: picture },
  captions: { ...plain, file_name: 'lagos-opening.srt', about: 'captions', kind: 'Captions (SRT)', width: 0, height: 0, bytes: 1_912, size: '1 KB', thumbnail: '' },
};

const inner: ApiError = {
  code: 'bad_input',
  sentence: 'This address leads to this computer or into a private network, where readers of the post can\'t follow.',
  next_step: 'Use the address at which everybody can read the page.',
  trouble: null,
  retry_at: null,
  provider_code: null,
  request_id: null,
};

export type MemoryMedia = { commands: Pick<Host, MediaCommand>; find: (id: MediaId) => MediaView | undefined };

export function mediaCommands(): MemoryMedia {
  const kept = new Map<MediaId, MediaView>();
  let keepsMetadata = false;
  const take = (about: MediaKind, file_name = kinds[about].file_name): MediaView => {
    const file = { ...kinds[about], id: `media-${kept.size + 1}`, file_name };
    kept.set(file.id, file);
    return file;
  };
  return {
    find: (id) => kept.get(id),
    commands: {
      mediaChoose: async (about) => [{ media: take(about), error: null }],
      mediaPaste: async (name) => take('image', name),
      mediaPage: async () => picture,
      mediaStop: async () => null,
      articlePreview: async (address) => {
        if (/localhost|127\.0\.0\.1/.test(address)) throw new Refusal(inner);
        const thumbnail = { ...take('image', 'cover.png') };
        return { title: 'What nurses earn in 2027', description: 'Our salary guide, free to read.', thumbnail, note: null };
      },
      articleStop: async () => null,
      mediaMetadataKept: async () => keepsMetadata,
      mediaKeepMetadata: async (on) => (keepsMetadata = on),
    },
  };
}
