import { type AccountId, type ApiError, apiError, host } from '../host';

/** What a person does about bringing an account back with kept cookies. */
class AutomaticReturns {
  busy = $state<AccountId>();
  problem = $state.raw<{ about: AccountId; error: ApiError }>();

  problemAbout(id: AccountId): ApiError | undefined {
    return this.problem?.about === id ? this.problem.error : undefined;
  }

  keep(id: AccountId, keep: boolean): Promise<void> {
    return this.#ask(id, () => host().cookiesKeep(id, keep));
  }

  stop(id: AccountId): Promise<void> {
    return this.#ask(id, () => host().returnStop(id));
  }

  tryNow(id: AccountId): Promise<void> {
    return this.#ask(id, () => host().returnNow(id));
  }

  async #ask(id: AccountId, act: () => Promise<unknown>): Promise<void> {
    this.busy = id;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = { about: id, error: apiError(thrown) };
    } finally {
      this.busy = undefined;
    }
  }
}

export const automaticReturns = new AutomaticReturns();
