import { type ApiError, apiError, host } from '../host';

/** Whether somebody who looks elsewhere is told that accounts need them. */
class NoticesShown {
  on = $state<boolean>();
  problem = $state.raw<ApiError>();

  async load(): Promise<void> {
    await this.#ask(() => host().noticesShown());
  }

  async set(on: boolean): Promise<void> {
    await this.#ask(() => host().noticesShow(on));
  }

  async #ask(ask: () => Promise<boolean>): Promise<void> {
    this.problem = undefined;
    try {
      this.on = await ask();
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }
}

export const noticesShown = new NoticesShown();
