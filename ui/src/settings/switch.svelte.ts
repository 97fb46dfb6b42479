import { type ApiError, apiError } from '../host';

/** A setting that is on or off: asked for when it is shown, and what was answered is what is shown. */
export class Switch {
  on = $state<boolean>();
  problem = $state.raw<ApiError>();
  readonly #read: () => Promise<boolean>;
  readonly #write: (on: boolean) => Promise<boolean>;

  constructor(read: () => Promise<boolean>, write: (on: boolean) => Promise<boolean>) {
    this.#read = read;
    this.#write = write;
  }

  async load(): Promise<void> {
    await this.#ask(() => this.#read());
  }

  async set(on: boolean): Promise<void> {
    await this.#ask(() => this.#write(on));
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
