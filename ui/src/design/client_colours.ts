import type { ClientColour } from '../host';

/** Every colour a client can have, with its name for people. */
export const clientColours: { colour: ClientColour; word: string }[] = [
  { colour: 'green', word: 'Green' },
  { colour: 'orange', word: 'Orange' },
  { colour: 'violet', word: 'Violet' },
  { colour: 'blue', word: 'Blue' },
  { colour: 'plum', word: 'Plum' },
  { colour: 'olive', word: 'Olive' },
  { colour: 'teal', word: 'Teal' },
  { colour: 'slate', word: 'Slate' },
];

/** The shade of a client's colour that fits the theme, as CSS. */
export function shade(colour: ClientColour): string {
  return `var(--client-${colour})`;
}
