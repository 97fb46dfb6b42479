import { type ApiError, apiError, host, type KeychainView, type SandboxProgress, type WorkspaceView } from '../host';

/** Which workspace is open, and whether the keychain works. */
class Workspace {
  view = $state.raw<WorkspaceView>();
  problem = $state.raw<ApiError>();
  /** What is being done to the workspace, in words. */
  doing = $state<string>();

  /** How far opening the sandbox is. */
  progress = $state.raw<SandboxProgress>();

  get sandbox(): boolean {
    return this.view?.kind === 'sandbox';
  }

  async load(): Promise<void> {
    await this.#change(undefined, () => host().workspaceState());
  }

  async openSandbox(): Promise<void> {
    this.progress = undefined;
    await this.#change('Opening the sandbox', () => host().openSandbox());
  }

  async leaveSandbox(): Promise<void> {
    await this.#change('Throwing the sandbox away', () => host().leaveSandbox());
  }

  async openFeed(): Promise<void> {
    await this.#change(undefined, async () => {
      await host().feedOpen();
      return undefined;
    });
  }

  async retryKeychain(): Promise<void> {
    await this.#change('Asking the keychain again', async () => {
      const keychain = await host().retryKeychain();
      return this.view && { ...this.view, keychain };
    });
  }

  heardProgress(progress: SandboxProgress): void {
    this.progress = progress;
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
