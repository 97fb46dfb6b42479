import { type AccountId, type ApiError, apiError, host, type RollCallProgress, type RollCallReport } from '../host';

/** Checking accounts against their provider now. */
class RollCall {
  progress = $state.raw<RollCallProgress>();
  report = $state.raw<RollCallReport>();
  finishedAt = $state<string>();
  problem = $state.raw<ApiError>();
  running = $state(false);
  stopping = $state(false);

  async start(ids: AccountId[] | null, total: number): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.problem = undefined;
    this.report = undefined;
    this.progress = { checked: 0, total, current: null, finished: false };
    try {
      this.report = await host().rollCallStart(ids);
      this.finishedAt = new Date().toISOString();
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.running = false;
      this.stopping = false;
      this.progress = undefined;
    }
  }

  async cancel(): Promise<void> {
    this.stopping = true;
    try {
      await host().rollCallCancel();
    } catch (thrown) {
      this.problem = apiError(thrown);
      this.stopping = false;
    }
  }

  heard(progress: RollCallProgress): void {
    if (this.running) this.progress = progress;
  }

  dismiss(): void {
    this.report = undefined;
    this.problem = undefined;
  }
}

export const rollCall = new RollCall();
