/** What all commands of the made-up core share. */
import { type AccountView, type ApiError, type ClientView, type ConnectionView, type Consent, Refusal, type RollcallEvent, type SavedFilter } from '../index';
import type { UndoSteps } from './undo_steps';

export type Core = {
  accounts: () => AccountView[];
  setAccounts: (accounts: AccountView[]) => void;
  /** One account; refuses when it isn't there. */
  account: (id: string) => AccountView;
  change: (id: string, to: Partial<AccountView>) => void;
  clients: () => ClientView[];
  setClients: (clients: ClientView[]) => void;
  connections: ConnectionView[];
  filters: SavedFilter[];
  consents: Map<string, Consent>;
  steps: UndoSteps;
  tell: (notice: RollcallEvent) => void;
  /** Waits, in ms, where things go on by themselves. */
  pause: (ms: number) => Promise<unknown>;
  /** Does something in so many ms, where things go on by themselves. */
  later: (ms: number, act: () => void) => void;
};

/** A moment in so many minutes. */
export function soon(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

export function refuse(sentence: string, next_step: string | null = null, code: ApiError['code'] = 'bad_input'): never {
  throw new Refusal({ code, sentence, next_step, trouble: null, retry_at: null, provider_code: null, request_id: null });
}
