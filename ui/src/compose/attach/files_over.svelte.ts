import type { MediaKind } from '../../host';

/** Files that are held over the window, each with what the ending of its name says it is. */
class FilesOver {
  kinds = $state.raw<(MediaKind | null)[]>([]);

  heard(kinds: (MediaKind | null)[]): void {
    this.kinds = kinds;
  }
}

export const filesOver = new FilesOver();
