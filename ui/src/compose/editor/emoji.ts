import { folded } from '../../design/words';

/** One emoji, with the same in other skin tones where there are any. */
export type Emoji = { unicode: string; label: string; words: string; tones: string[] };
export type EmojiGroup = { key: number; label: string; emojis: Emoji[] };

const labels: [number, string][] = [
  [0, 'Smileys'],
  [1, 'People'],
  [3, 'Nature'],
  [4, 'Food'],
  [5, 'Travel'],
  [6, 'Activities'],
  [7, 'Objects'],
  [8, 'Symbols'],
  [9, 'Flags'],
];

let read: Promise<EmojiGroup[]> | undefined;

/** Every emoji, from a file of Rollcall's own; read when somebody first asks. */
export function emojiGroups(): Promise<EmojiGroup[]> {
  read ??= import('emojibase-data/en/compact.json').then(({ default: all }) =>
    labels.map(([key, label]) => ({
      key,
      label,
      emojis: all
        .filter(({ group }) => group === key)
        .map((emoji) => ({
          unicode: emoji.unicode,
          label: emoji.label,
          words: folded([emoji.label, ...(emoji.tags ?? [])].join(' ')),
          tones: (emoji.skins ?? []).map(({ unicode }) => unicode).slice(0, 5),
        })),
    })),
  );
  return read;
}

/** The emojis that all words of a search are about; those whose name begins so come first. */
export function emojisFor(query: string, groups: readonly EmojiGroup[], most = 120): Emoji[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = groups.flatMap(({ emojis }) => emojis).filter((emoji) => words.every((word) => emoji.words.includes(word)));
  const first = words[0] ?? '';
  const rank = (emoji: Emoji) => (emoji.words.startsWith(first) ? 0 : emoji.words.includes(` ${first}`) ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
