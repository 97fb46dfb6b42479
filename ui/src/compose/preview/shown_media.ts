/** What the preview and the attachments show of a kept file. */
export type ShownMedia = {
  id: string;
  file_name: string;
  /** A drawn picture of it; none for what can't be drawn. */
  thumbnail: string | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  pages: number | null;
};

export type MediaById = ReadonlyMap<string, ShownMedia>;

/** A length as `0:48` or `1:02:05`. */
export function playtime(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const pad = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}
