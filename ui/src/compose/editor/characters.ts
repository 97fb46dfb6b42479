/** How long a text is, in Unicode scalar values, as the core and LinkedIn count. */
export function characters(text: string): number {
  return [...text].length;
}
