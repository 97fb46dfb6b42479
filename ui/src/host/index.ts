/**
 * The window's way to everything outside it. Screens call `host()`; which host answers is decided
 * once at start, so that tests and the browser preview can put another one in its place.
 */
import type { ApiError, commands, FilesOver, MediaDropped, RollcallEvent, SandboxProgress, SignInView, Wish } from './bindings';

export type * from './bindings';

type Commands = typeof commands;
type Value<Answer> = Answer extends { status: 'ok'; data: infer Data }
  ? Data
  : Answer extends { status: 'error' }
    ? never
    : Answer;

type Calls = {
  [Name in keyof Commands]: (...input: Parameters<Commands[Name]>) => Promise<Value<Awaited<ReturnType<Commands[Name]>>>>;
};

/** Every command resolves to its value, or rejects with a {@link Refusal}. */
export interface Host extends Calls {
  /** Calls back for every notice; the answer stops it. */
  onNotice(hear: (notice: RollcallEvent) => void): () => void;
  /** Calls back when files are held over the window, and when they no longer are. */
  onFilesOver(hear: (over: FilesOver) => void): () => void;
  /** Calls back when a file was dropped on the window and looked at. */
  onMediaDropped(hear: (dropped: MediaDropped) => void): () => void;
  /** Calls back when the sign-in window went on or was closed. */
  onSignIn(hear: (view: SignInView) => void): () => void;
  /** Calls back when somebody asked for something outside of the window. */
  onAskedOutside(hear: (wish: Wish) => void): () => void;
  /** Calls back while the sandbox is being opened. */
  onSandboxProgress(hear: (progress: SandboxProgress) => void): () => void;
}

/** A command that was not done, with what to tell the person. */
export class Refusal extends Error {
  constructor(readonly api: ApiError) {
    super(api.sentence);
  }
}

/** What to tell the person about anything that was thrown. */
export function apiError(thrown: unknown): ApiError {
  if (thrown instanceof Refusal) return thrown.api;
  return {
    code: 'failed',
    sentence: 'Rollcall could not do this.',
    next_step: 'Try again. If it keeps happening, close Rollcall and open it again; nothing is lost.',
    trouble: null,
    retry_at: null,
    provider_code: thrown instanceof Error ? thrown.message : String(thrown),
    request_id: null,
  };
}

let current: Host | undefined;

/** Chooses who answers from now on. */
export function useHost(host: Host): void {
  current = host;
}

/** Who answers. */
export function host(): Host {
  if (!current) throw new Error('No host was chosen yet.');
  return current;
}
