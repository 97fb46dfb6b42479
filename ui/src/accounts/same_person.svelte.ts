import { type AccountId, type ApiError, apiError, host } from '../host';
import { accounts } from './accounts.svelte';

/** What a person does about somebody who is linked twice. */
class SamePeople {
  busy = $state(false);
  problem = $state.raw<{ about: AccountId; error: ApiError }>();

  problemAbout(id: AccountId): ApiError | undefined {
    return this.problem?.about === id ? this.problem.error : undefined;
  }

  merge(keep: AccountId, other: AccountId): Promise<void> {
    return this.#ask(keep, () => host().accountsMerge(keep, other));
  }

  undo(keep: AccountId, other: AccountId): Promise<void> {
    return this.#ask(keep, () => host().accountsUndoMerge(other));
  }

  keepBoth(one: AccountId, other: AccountId): Promise<void> {
    return this.#ask(one, () => host().accountsKeepBoth(one, other));
  }

  async #ask(about: AccountId, act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      await accounts.load();
    } catch (thrown) {
      this.problem = { about, error: apiError(thrown) };
    } finally {
      this.busy = false;
    }
  }
}

export const samePeople = new SamePeople();
