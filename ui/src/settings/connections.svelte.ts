import { type ApiError, apiError, type ConnectionId, type ConnectionView, host, type NewConnection, type SyncReport } from '../host';
import { coalesced } from '../host/coalesce';

/** Every set of provider credentials, without its key. */
class Connections {
  list = $state.raw<ConnectionView[]>([]);
  loaded = $state(false);
  problem = $state.raw<ApiError>();
  /** The connection that is being asked for its accounts. */
  syncing = $state<ConnectionId>();
  report = $state.raw<SyncReport>();
  syncProblem = $state.raw<{ id: ConnectionId; error: ApiError }>();

  readonly load = coalesced(async () => {
    try {
      this.list = await host().connectionsList();
      this.problem = undefined;
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
    this.loaded = true;
  });

  /** Adds a connection and finds the accounts behind it; throws when it can't be added. */
  async add(input: NewConnection): Promise<ConnectionView> {
    const added = await host().connectionAdd(input);
    await this.load();
    if (added.provider !== 'linkedin') await this.sync(added.id);
    return added;
  }

  async sync(id: ConnectionId): Promise<void> {
    this.syncing = id;
    this.report = undefined;
    this.syncProblem = undefined;
    try {
      this.report = await host().accountsSync(id);
      await this.load();
    } catch (thrown) {
      this.syncProblem = { id, error: apiError(thrown) };
    } finally {
      this.syncing = undefined;
    }
  }

  async remove(id: ConnectionId): Promise<void> {
    this.syncProblem = undefined;
    try {
      await host().connectionRemove(id);
      await this.load();
    } catch (thrown) {
      this.syncProblem = { id, error: apiError(thrown) };
    }
  }

  forget(): void {
    this.list = [];
    this.loaded = false;
    this.report = undefined;
  }
}

export const connections = new Connections();
