import { SvelteMap } from 'svelte/reactivity';
import {
  type AccountId,
  type AccountView,
  type ApiError,
  apiError,
  host,
  type LinkInput,
  type LinkTask,
  type LinkTaskId,
} from '../host';

/** Links and refreshes under way, and the panel for linking a new account. */
class LinkTasks {
  readonly #tasks = new SvelteMap<LinkTaskId, LinkTask>();
  readonly #dismissed = new Set<LinkTaskId>();
  readonly #fetching = new Set<LinkTaskId>();
  /** Whether the inspector links a new account. */
  linking = $state(false);
  /** The new account's task, once it was started. */
  newTask = $state<LinkTaskId>();
  /** The task or account that is being asked something. */
  busy = $state<string>();
  problem = $state.raw<{ about: string; error: ApiError }>();

  get(id: LinkTaskId | undefined | null): LinkTask | undefined {
    return id ? this.#tasks.get(id) : undefined;
  }

  /** The newest refresh of an account, also when it is over and not yet put away. */
  of(account: AccountView): LinkTask | undefined {
    if (account.link_task && !this.#tasks.has(account.link_task)) void this.#fetch(account.link_task);
    let newest: LinkTask | undefined;
    for (const task of this.#tasks.values()) {
      if (task.account_id === account.id && (!newest || task.started_at >= newest.started_at)) newest = task;
    }
    return newest && isOvertaken(newest, account) ? undefined : newest;
  }

  /** New accounts whose link is under way, the latest first. */
  get underWay(): LinkTask[] {
    return [...this.#tasks.values()].filter((task) => !task.is_refresh && task.waiting.kind !== 'done').reverse();
  }

  problemAbout(about: string | undefined): ApiError | undefined {
    return this.problem?.about === about ? this.problem?.error : undefined;
  }

  heard(task: LinkTask): void {
    if (!this.#dismissed.has(task.id)) this.#tasks.set(task.id, task);
  }

  /** Takes up what was under way when the window, or Rollcall, was closed. */
  async load(): Promise<void> {
    try {
      for (const task of await host().linkTasks()) this.heard(task);
    } catch (thrown) {
      this.problem = { about: 'new', error: apiError(thrown) };
    }
  }

  openNew(): void {
    this.linking = true;
    this.newTask = undefined;
    this.problem = undefined;
  }

  closeNew(): void {
    this.linking = false;
    this.newTask = undefined;
  }

  async startNew(input: LinkInput): Promise<void> {
    const task = await this.#ask('new', () => host().linkStart(input));
    if (task) this.newTask = task.id;
  }

  /** Brings an account back; with other products, if some are given. */
  async refresh(account: AccountId, products: string[] | null = null): Promise<void> {
    await this.#ask(account, () => host().refreshStart(account, products));
  }

  async act(id: LinkTaskId, act: () => Promise<LinkTask>): Promise<void> {
    await this.#ask(id, act);
  }

  /** Does something beside the task, such as opening its link. */
  async beside(id: LinkTaskId, act: () => Promise<unknown>): Promise<void> {
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = { about: id, error: apiError(thrown) };
    }
  }

  async cancel(id: LinkTaskId): Promise<void> {
    await this.beside(id, () => host().linkCancel(id));
    this.putAway(id);
  }

  /** Takes back a link that brought somebody else than its name said. */
  async takeBack(id: LinkTaskId): Promise<void> {
    this.busy = id;
    this.problem = undefined;
    try {
      await host().linkTakeBack(id);
      this.putAway(id);
    } catch (thrown) {
      this.problem = { about: id, error: apiError(thrown) };
    } finally {
      this.busy = undefined;
    }
  }

  /** Takes a task off the screen; its account keeps its history. */
  putAway(id: LinkTaskId): void {
    this.#dismissed.add(id);
    this.#tasks.delete(id);
    if (this.newTask === id) this.closeNew();
  }

  forget(): void {
    this.#tasks.clear();
    this.closeNew();
    this.problem = undefined;
  }

  async #ask(about: string, act: () => Promise<LinkTask>): Promise<LinkTask | undefined> {
    this.busy = about;
    this.problem = undefined;
    try {
      const task = await act();
      this.#dismissed.delete(task.id);
      this.#tasks.set(task.id, task);
      return task;
    } catch (thrown) {
      this.problem = { about, error: apiError(thrown) };
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  async #fetch(id: LinkTaskId): Promise<void> {
    if (this.#fetching.has(id) || this.#dismissed.has(id)) return;
    this.#fetching.add(id);
    try {
      const task = await host().linkTask(id);
      if (task) this.heard(task);
    } catch (thrown) {
      this.problem = { about: id, error: apiError(thrown) };
    } finally {
      this.#fetching.delete(id);
    }
  }
}

/** Whether the account broke again after its link was done: then its next step counts, not that it once worked. */
function isOvertaken(task: LinkTask, account: AccountView): boolean {
  const broke = account.status.kind === 'sign_in_needed' && Date.parse(account.status.since) > Date.parse(task.started_at);
  return broke && task.waiting.kind === 'done' && !task.named;
}

export const linkTasks = new LinkTasks();
