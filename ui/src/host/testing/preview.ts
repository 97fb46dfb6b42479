import type { Host } from '../index';
import { memoryHost } from './memory';

/** The host for a browser: `?first-run`, `?empty`, `?failing`, `?locked` and `?many=1000` set the scene. */
export function previewHost(): Host {
  const asked = new URLSearchParams(location.search);
  return memoryHost({
    firstRun: asked.has('first-run'),
    empty: asked.has('empty'),
    failing: asked.has('failing'),
    keychain: asked.has('locked') ? 'locked' : 'ready',
    many: Number(asked.get('many') ?? 0),
  });
}
