import { beforeEach, expect, it, vi } from 'vitest';

const invoke = vi.hoisted(() => vi.fn());
vi.mock('@tauri-apps/api/core', () => ({ invoke }));
vi.mock('@tauri-apps/api/event', () => ({ listen: vi.fn(), once: vi.fn(), emit: vi.fn(), emitTo: vi.fn() }));

import { desktopHost } from './desktop';
import { apiError, Refusal } from './index';

beforeEach(() => {
  invoke.mockReset();
});

it('answers with the value of a command', async () => {
  invoke.mockResolvedValue({ accounts: [], clients: [] });
  await expect(desktopHost().accountsChanges(null)).resolves.toEqual({ accounts: [], clients: [] });
});

it('rejects with what the core says about a failure', async () => {
  const error = { code: 'keychain', sentence: 'The keychain is locked.', next_step: 'Unlock it.', trouble: null, retry_at: null, provider_code: null, request_id: null };
  invoke.mockRejectedValue(error);
  const failed = await desktopHost().connectionsList().catch((thrown: unknown) => thrown);
  expect(failed).toBeInstanceOf(Refusal);
  expect(apiError(failed)).toEqual(error);
});

it('tells a person something useful about a failure of its own', async () => {
  invoke.mockRejectedValue(new Error('ipc broke'));
  const failed = await desktopHost().outboxList().catch((thrown: unknown) => thrown);
  expect(apiError(failed)).toMatchObject({ code: 'failed', provider_code: 'ipc broke' });
});
