import {
  type AccountId,
  type ApiError,
  apiError,
  type Done,
  host,
  type ImportPreview,
  type ManyProgress,
  type ManyReport,
  type SyncReport,
} from '../host';
import { organising } from '../organising/organising.svelte';

/** What finding the accounts of one connection brought. */
export type Synced = { name: string; report?: SyncReport; problem?: ApiError };

/** One thing for many accounts, and files: how far it is and what became of each. */
class Many {
  running = $state(false);
  stopping = $state(false);
  progress = $state.raw<ManyProgress>();
  report = $state.raw<ManyReport>();
  preview = $state.raw<ImportPreview>();
  synced = $state.raw<Synced[]>();
  problem = $state.raw<ApiError>();
  /** What was copied, mailed or saved, in words. */
  told = $state<string>();

  /** Whether there is something to show in the inspector's place. */
  get open(): boolean {
    return Boolean(this.running || this.report || this.preview || this.synced || this.problem);
  }

  async act(step: () => Promise<ManyReport>): Promise<void> {
    await this.#work(async () => {
      this.report = await step();
    });
  }

  async sync(connections: { id: string; name: string }[]): Promise<void> {
    await this.#work(async () => {
      this.synced = await Promise.all(
        connections.map(async ({ id, name }): Promise<Synced> => {
          try {
            return { name, report: await host().accountsSync(id) };
          } catch (thrown) {
            return { name, problem: apiError(thrown) };
          }
        }),
      );
    });
  }

  async chooseFile(): Promise<void> {
    await this.#work(async () => {
      this.preview = (await host().accountsImportPreview()) ?? undefined;
    });
  }

  async takeOver(): Promise<void> {
    const id = this.preview?.id;
    if (!id) return;
    const done = await organising.act((): Promise<Done> => host().accountsImportApply(id));
    if (done) this.close();
  }

  async exportAccounts(ids: AccountId[] | null): Promise<void> {
    await this.#beside(async () => {
      if (await host().accountsExport(ids)) organising.say(ids ? `${ids.length} accounts saved.` : 'Every account saved.');
    });
  }

  async copyLinks(ids: AccountId[]): Promise<void> {
    await this.#beside(async () => {
      const count = await host().refreshLinksCopy(ids);
      this.told = `${count} ${count === 1 ? 'link' : 'links'} copied as a table. Each lets whoever has it sign in: send each to its owner only.`;
    });
  }

  async mailLinks(ids: AccountId[]): Promise<void> {
    await this.#beside(async () => {
      const count = await host().refreshLinksEmail(ids);
      const left = ids.length - count;
      this.told = `${count} ${count === 1 ? 'draft' : 'drafts'} opened in your mail program.${left > 0 ? ` ${left} more owners: copy the table for those.` : ''}`;
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.#beside(() => host().manyCancel());
  }

  heard(progress: ManyProgress): void {
    if (this.running) this.progress = progress;
  }

  close(): void {
    this.report = undefined;
    this.preview = undefined;
    this.synced = undefined;
    this.problem = undefined;
    this.told = undefined;
  }

  async #work(step: () => Promise<void>): Promise<void> {
    if (this.running) return;
    this.close();
    this.running = true;
    try {
      await step();
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.running = false;
      this.stopping = false;
      this.progress = undefined;
    }
  }

  async #beside(step: () => Promise<unknown>): Promise<void> {
    this.problem = undefined;
    this.told = undefined;
    try {
      await step();
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }
}

export const many = new Many();
