/** How LinkedIn lays several images out: rows or columns, with the first one large. */
export type Layout = {
  kind: 'one' | 'pair' | 'top' | 'left' | 'five';
  /** How many are seen. */
  seen: number;
  /** How many are only counted on the last one seen. */
  more: number;
};

type Size = { width: number | null; height: number | null };

/** One fills the width; a wide first one stands above the others, a tall one beside them. */
export function imageLayout(images: readonly (Size | undefined)[]): Layout {
  const [first] = images;
  const number = images.length;
  if (number <= 1) return { kind: 'one', seen: number, more: 0 };
  if (number === 2) return { kind: 'pair', seen: 2, more: 0 };
  if (number >= 5) return { kind: 'five', seen: 5, more: number - 5 };
  const tall = (first?.height ?? 0) > (first?.width ?? 0);
  return { kind: tall ? 'left' : 'top', seen: number, more: 0 };
}

/** How much wider than high a single image is shown; the feed cuts what is taller than 4:5. */
export function singleRatio(image: Size | undefined): number {
  if (!image?.width || !image.height) return 16 / 9;
  return Math.min(3, Math.max(4 / 5, image.width / image.height));
}
