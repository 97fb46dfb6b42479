import { type ApiError, apiError, type Done, host } from '../host';

/** How long what was done stays on the screen, in milliseconds. */
const shownFor = 9_000;

/** What was done last to the order of things, and how to take it back. */
class Organising {
  done = $state.raw<Done>();
  problem = $state.raw<ApiError>();
  busy = $state(false);
  /** Takes back what only the window did. */
  takeBack = $state.raw<() => void | Promise<void>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Does a step; answers whether it was done. */
  async act(step: () => Promise<Done>): Promise<boolean> {
    this.busy = true;
    this.dismiss();
    try {
      this.#show(await step());
      return true;
    } catch (thrown) {
      this.problem = apiError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async undo(): Promise<void> {
    const { takeBack } = this;
    const id = this.done?.undo;
    if (takeBack) {
      this.dismiss();
      await takeBack();
    } else if (id) await this.act(() => host().undo(id));
  }

  /** Says what was done, where there is nothing to take back. */
  say(sentence: string): void {
    this.dismiss();
    this.#show({ sentence, changed: 0, undo: null });
  }

  /** Says what was done, and lets it be taken back. */
  offer(sentence: string, takeBack: () => void | Promise<void>): void {
    this.say(sentence);
    this.takeBack = takeBack;
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.done = undefined;
    this.takeBack = undefined;
    this.problem = undefined;
  }

  #show(done: Done): void {
    this.done = done;
    this.#timer = setTimeout(() => this.dismiss(), shownFor);
  }
}

export const organising = new Organising();
