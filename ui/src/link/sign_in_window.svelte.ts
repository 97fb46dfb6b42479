import { type ApiError, apiError, host, type LinkTaskId, type SharedSession, type SignInView } from '../host';
import { linkTasks } from './link_tasks.svelte';

/** The window with LinkedIn's sign-in page, of which there is one at most. */
class SignInWindow {
  view = $state.raw<SignInView>();
  opening = $state(false);
  #problem = $state.raw<{ about: LinkTaskId; error: ApiError }>();

  /** How far the window is that was opened for this task. */
  of(id: LinkTaskId): SignInView['stage'] | undefined {
    return this.view?.task_id === id ? this.view.stage : undefined;
  }

  problemAbout(id: LinkTaskId): ApiError | undefined {
    return this.#problem?.about === id ? this.#problem.error : undefined;
  }

  heard(view: SignInView): void {
    this.view = view;
  }

  async open(id: LinkTaskId): Promise<void> {
    this.opening = true;
    await this.#try(id, async () => {
      const view = await host().signInOpen(id);
      // Somebody may have signed in before this answer came.
      if (this.of(id)?.kind !== 'signed_in') this.view = view;
    });
    this.opening = false;
  }

  async close(id: LinkTaskId): Promise<void> {
    await this.#try(id, () => host().signInClose(id));
  }

  /** Shares what was shown, and nothing else. */
  async share(id: LinkTaskId, input: SharedSession): Promise<void> {
    await linkTasks.act(id, () => host().signInShare(id, input));
    if (this.of(id)?.kind === 'closed') this.forget();
  }

  forget(): void {
    this.view = undefined;
    this.#problem = undefined;
  }

  async #try(about: LinkTaskId, act: () => Promise<unknown>): Promise<void> {
    this.#problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.#problem = { about, error: apiError(thrown) };
    }
  }
}

export const signInWindow = new SignInWindow();
