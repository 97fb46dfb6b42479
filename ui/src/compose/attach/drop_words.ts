import type { Attachment, MediaKind } from '../../host';
import { losing } from '../variants/versions';

/** How many images LinkedIn takes in one post. */
export const mostImages = 20;

/** What a drop would do. */
export type DropWords = { takes: boolean; title: string; note: string };

const kindsTaken = 'Rollcall takes images, MP4 and MOV videos, PDF, Word and PowerPoint documents, and SRT captions.';
const oneKind = 'A post takes up to 20 images, or one video, or one document.';

/** What happens when files of these kinds are let go over a post with this attachment. */
export function dropWords(kinds: readonly (MediaKind | null)[], attachment: Attachment): DropWords {
  const refused = (title: string, note: string): DropWords => ({ takes: false, title, note });
  if (kinds.length > mostImages) return refused('Too many files at once', 'A post takes at most 20. Drop fewer of them.');
  const known = kinds.filter((kind) => kind !== null);
  if (!known.length) return refused(kinds.length === 1 ? 'This kind of file goes with no post' : 'These kinds of files go with no post', kindsTaken);
  if (known.length < kinds.length) return refused('Not all of these files go with a post', kindsTaken);

  const of = (kind: MediaKind) => known.filter((one) => one === kind).length;
  const [images, videos, documents, captions] = [of('image'), of('video'), of('document'), of('captions')];
  if (captions && !videos) {
    if (captions === kinds.length && captions === 1 && attachment.kind === 'video') return { takes: true, title: 'Drop to add the captions', note: 'They go with the video.' };
    return refused('Captions go with a video', 'Add the video first, or drop both together.');
  }
  if (videos + documents > 1 || captions > 1 || (images && videos + documents)) return refused('These files don’t go together', oneKind);

  const lost = losing(attachment);
  const replaces = (many: boolean) => (lost ? `${many ? 'They take' : 'It takes'} the place of ${lost}.` : '');
  if (images) {
    const before = attachment.kind === 'images' ? attachment.images.length : 0;
    if (before + images > mostImages) {
      const room = mostImages - before;
      return refused('Too many images for one post', room ? `There is room for ${room} more.` : 'It has 20 already. Remove some before you add others.');
    }
    const note = before ? `The post then has ${before + images} images.` : replaces(images > 1);
    return { takes: true, title: images === 1 ? 'Drop to add the image' : `Drop to add ${images} images`, note };
  }
  const what = videos ? (captions ? 'the video with its captions' : 'the video') : 'the document';
  return { takes: true, title: `Drop to add ${what}`, note: replaces(false) };
}
