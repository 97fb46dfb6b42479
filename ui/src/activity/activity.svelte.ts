import {
  type ActivityFilter,
  type ActivityLine,
  type Actor,
  type ApiError,
  apiError,
  type ClientId,
  type HistoryKind,
  host,
} from '../host';
import { organising } from '../organising/organising.svelte';
import { beginning, type Span } from './span';

/** What happened to all accounts, newest first, a page at a time. */
class Activity {
  lines = $state.raw<ActivityLine[]>([]);
  more = $state(false);
  loaded = $state(false);
  loading = $state(false);
  problem = $state.raw<ApiError>();

  text = $state('');
  client = $state<ClientId | ''>('');
  kind = $state<HistoryKind | ''>('');
  actor = $state<Actor | ''>('');
  span = $state<Span>('');
  /** Whether the screen is there to be kept fresh. */
  shown = false;
  #turn = 0;

  get filtered(): boolean {
    return Boolean(this.text.trim() || this.client || this.kind || this.actor || this.span);
  }

  filter(): ActivityFilter {
    return {
      account_id: null,
      client_id: this.client || null,
      kind: this.kind || null,
      actor: this.actor || null,
      from: beginning(this.span, Date.now()),
      until: null,
      text: this.text.trim(),
    };
  }

  /** Reads the newest page; an answer that was overtaken is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const page = await host().activityList(this.filter(), null);
      if (turn !== this.#turn) return;
      this.lines = page.lines;
      this.more = page.more;
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = apiError(thrown);
    }
    if (turn === this.#turn) {
      this.loaded = true;
      this.loading = false;
    }
  }

  /** Reads the page after the last line. */
  async older(): Promise<void> {
    const last = this.lines.at(-1);
    if (!this.more || this.loading || !last) return;
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const page = await host().activityList(this.filter(), last.id);
      if (turn !== this.#turn) return;
      this.lines = [...this.lines, ...page.lines];
      this.more = page.more;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = apiError(thrown);
    }
    if (turn === this.#turn) this.loading = false;
  }

  async export(): Promise<void> {
    try {
      if (await host().activityExport(this.filter())) organising.say('The activity is saved.');
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
  }

  /** Something changed: what is on the screen is read again, as long as nobody went back in it. */
  stale(): void {
    if (this.shown && this.lines.length <= 200) void this.load();
  }

  clear(): void {
    this.text = '';
    this.client = '';
    this.kind = '';
    this.actor = '';
    this.span = '';
  }

  forget(): void {
    this.clear();
    this.lines = [];
    this.loaded = false;
    this.problem = undefined;
  }
}

export const activity = new Activity();
