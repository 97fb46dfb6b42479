import { commands, events } from './bindings';
import { type ApiError, type Host, Refusal } from './index';

type Answer = { status: 'ok'; data: unknown } | { status: 'error'; error: ApiError };

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false;
  return (value.status === 'ok' && 'data' in value) || (value.status === 'error' && 'error' in value);
}

/** Commands that can't fail answer with their value, the others with a value or an error. */
async function settled(call: Promise<unknown>): Promise<unknown> {
  const answer = await call;
  if (!isAnswer(answer)) return answer;
  if (answer.status === 'error') throw new Refusal(answer.error);
  return answer.data;
}

function hear<Payload>(
  event: { listen: (hear: (event: { payload: Payload }) => void) => Promise<() => void> },
  tell: (payload: Payload) => void,
): () => void {
  const stop = event.listen((heard) => tell(heard.payload));
  return () => void stop.then((stop) => stop());
}

/** Whether this page is inside Rollcall's window. */
export function insideDesktop(): boolean {
  return '__TAURI_INTERNALS__' in window;
}

/** The host that talks to Rollcall's core. */
export function desktopHost(): Host {
  const calls = Object.fromEntries(
    Object.entries(commands).map(([name, call]) => [
      name,
      (...input: unknown[]) => settled((call as (...input: unknown[]) => Promise<unknown>)(...input)),
    ]),
  );
  return {
    ...(calls as unknown as Host),
    onNotice: (tell) => hear(events.rollcallEvent, tell),
    onFilesOver: (tell) => hear(events.filesOver, tell),
    onMediaDropped: (tell) => hear(events.mediaDropped, tell),
    onSignIn: (tell) => hear(events.signInChanged, tell),
    onAskedOutside: (tell) => hear(events.askedOutside, tell),
    onSandboxProgress: (tell) => hear(events.sandboxProgress, tell),
  };
}
