import {
  type AccountId,
  type ApiError,
  apiError,
  host,
  type RollCallProgress,
  type RollCallReport,
  type RollCallSchedule,
} from '../host';

/** Checking accounts against their provider now. */
class RollCall {
  progress = $state.raw<RollCallProgress>();
  report = $state.raw<RollCallReport>();
  finishedAt = $state<string>();
  problem = $state.raw<ApiError>();
  running = $state(false);
  stopping = $state(false);
  /** When accounts are checked without being asked. */
  schedule = $state.raw<RollCallSchedule>();
  /** How far the roll call is that nobody asked for. */
  byItself = $state.raw<RollCallProgress>();
  scheduleProblem = $state.raw<ApiError>();

  async start(ids: AccountId[] | null, total: number): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.problem = undefined;
    this.report = undefined;
    this.progress = { checked: 0, total, current: null, finished: false, scheduled: false };
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
    this.stopping = this.running;
    try {
      await host().rollCallCancel();
    } catch (thrown) {
      this.problem = apiError(thrown);
      this.stopping = false;
    }
  }

  heard(progress: RollCallProgress): void {
    if (progress.scheduled) {
      if (progress.finished) this.finishedAt = new Date().toISOString();
      this.byItself = progress.finished ? undefined : progress;
    } else if (this.running) this.progress = progress;
  }

  heardSchedule(schedule: RollCallSchedule): void {
    this.schedule = schedule;
  }

  async loadSchedule(): Promise<void> {
    try {
      this.schedule = await host().rollCallSchedule();
    } catch (thrown) {
      this.scheduleProblem = apiError(thrown);
    }
  }

  async setSchedule(on: boolean): Promise<void> {
    this.scheduleProblem = undefined;
    try {
      this.schedule = await host().rollCallSetSchedule(on);
    } catch (thrown) {
      this.scheduleProblem = apiError(thrown);
    }
  }

  forget(): void {
    this.dismiss();
    this.finishedAt = undefined;
    this.schedule = undefined;
    this.byItself = undefined;
  }

  dismiss(): void {
    this.report = undefined;
    this.problem = undefined;
  }
}

export const rollCall = new RollCall();
