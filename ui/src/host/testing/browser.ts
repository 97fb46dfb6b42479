/** What jsdom lacks of a browser: a layout. Lists are 800 high, their lines 42. */
import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';

// A machine that builds something else meanwhile is slow, not wrong.
configure({ asyncUtilTimeout: 8_000, getElementError: (message) => new Error(message ?? '') });

class SteadyObserver implements ResizeObserver {
  constructor(private readonly tell: ResizeObserverCallback) {}
  observe(target: Element): void {
    const scrolls = target instanceof HTMLElement && target.style.overflowY === 'auto';
    const contentRect = { width: 1_000, height: scrolls ? 800 : 42 } as DOMRectReadOnly;
    queueMicrotask(() => this.tell([{ target, contentRect } as ResizeObserverEntry], this));
  }
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver = SteadyObserver;
Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
  get(this: HTMLElement) {
    return this.parentElement;
  },
});
HTMLCanvasElement.prototype.getContext = () => null;
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();
document.elementFromPoint = () => null;
Element.prototype.scrollIntoView = () => {};
Element.prototype.scrollTo = () => {};
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList;
