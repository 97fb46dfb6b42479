import { SvelteMap } from 'svelte/reactivity';
import { type ApiError, apiError, host, type PostId, type PostView, type Resolution, type TargetId, type UploadView } from '../host';
import { coalesced } from '../host/coalesce';

const open = new Set(['queued', 'uploading', 'sending', 'held', 'retry_later', 'unknown', 'paused', 'handed_over', 'missed']);

/** What was published, and what became of each copy. */
class Outbox {
  posts = $state.raw<PostView[]>([]);
  loaded = $state(false);
  problem = $state.raw<ApiError>();
  running = $state(false);
  /** Files on their way. */
  readonly uploads = new SvelteMap<TargetId, UploadView>();
  targetProblem = $state.raw<{ id: TargetId; error: ApiError }>();

  readonly #targets = $derived(this.posts.flatMap((post) => post.targets));
  /** Copies that are neither published nor given up. */
  readonly open = $derived(this.#targets.filter((target) => open.has(target.state)).length);
  /** Copies that only a person can settle. */
  readonly needYou = $derived(this.#targets.filter((target) => ['unknown', 'missed'].includes(target.state)).length);
  readonly waiting = $derived(
    this.#targets.filter((target) => ['queued', 'held', 'retry_later'].includes(target.state)).length,
  );

  readonly load = coalesced(async () => {
    try {
      this.posts = await host().outboxList();
      this.problem = undefined;
      for (const target of this.#targets) if (target.state !== 'uploading') this.uploads.delete(target.id);
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
    this.loaded = true;
  });

  post(id: PostId | undefined): PostView | undefined {
    return this.posts.find((post) => post.id === id);
  }

  /** Takes a post over that a command answered with. */
  put(post: PostView): void {
    const known = this.posts.some((other) => other.id === post.id);
    this.posts = known ? this.posts.map((other) => (other.id === post.id ? post : other)) : [post, ...this.posts];
  }

  heardUpload(upload: UploadView): void {
    this.uploads.set(upload.target_id, upload);
  }

  async run(): Promise<void> {
    this.running = true;
    try {
      this.posts = await host().outboxRun();
      this.problem = undefined;
    } catch (thrown) {
      this.problem = apiError(thrown);
    } finally {
      this.running = false;
    }
  }

  async resolve(id: TargetId, resolution: Resolution): Promise<void> {
    await this.#about(id, async () => this.put(await host().targetResolve(id, resolution)));
  }

  async pause(id: TargetId): Promise<void> {
    await this.#about(id, async () => this.put(await host().targetPause(id)));
  }

  async resume(id: TargetId): Promise<void> {
    await this.#about(id, async () => this.put(await host().targetResume(id)));
  }

  async cancel(id: TargetId): Promise<void> {
    await this.#about(id, async () => this.put(await host().targetCancel(id)));
  }

  async publishLate(id: TargetId): Promise<void> {
    await this.#about(id, async () => this.put(await host().targetPublishLate(id)));
  }

  async look(id: TargetId): Promise<void> {
    await this.#about(id, () => host().targetOpen(id));
  }

  problemAbout(id: TargetId): ApiError | undefined {
    return this.targetProblem?.id === id ? this.targetProblem.error : undefined;
  }

  forget(): void {
    this.posts = [];
    this.loaded = false;
    this.uploads.clear();
    this.targetProblem = undefined;
  }

  async #about(id: TargetId, act: () => Promise<unknown>): Promise<void> {
    this.targetProblem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.targetProblem = { id, error: apiError(thrown) };
    }
  }
}

export const outbox = new Outbox();
