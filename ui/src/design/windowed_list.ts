/**
 * For the rows of a windowed list. The list turns the pointer off while it scrolls, and for 150 ms
 * after: a click on a row that just came into view would choose nobody.
 */
export const clickableWhileScrolling = () => ({ style: { 'pointer-events': 'auto' } });
