import { type ApiError, apiError, host, type KeychainView, type WorkspaceView } from '../host';

/** Which workspace is open, and whether the keychain works. */
class Workspace {
  view = $state.raw<WorkspaceView>();
  problem = $state.raw<ApiError>();
  /** What is being done to the workspace, in words. */
  doing = $state<string>();

  get sandbox(): boolean {
    return this.view?.kind === 'sandbox';
  }

  async load(): Promise<void> {
    await this.#change(undefined, () => host().workspaceState());
  }

  async openSandbox(): Promise<void> {
    await this.#change('Starting a LinkedIn on this computer', () => host().openSandbox());
  }

  async leaveSandbox(): Promise<void> {
    await this.#change('Throwing the sandbox away', () => host().leaveSandbox());
  }

  async retryKeychain(): Promise<void> {
    await this.#change('Asking the keychain again', async () => {
      const keychain = await host().retryKeychain();
      return this.view && { ...this.view, keychain };
    });
  }

  heardKeychain(keychain: KeychainView): void {
    if (this.view) this.view = { ...this.view, keychain };
  }

  async #change(doing: string | undefined, act: () => Promise<WorkspaceView | undefined>): Promise<void> {
    this.doing = doing;
    this.problem = undefined;
    try {
      this.view = (await act()) ?? this.view;
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.doing = undefined;
    }
  }
}

export const workspace = new Workspace();
