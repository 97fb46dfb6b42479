import { SvelteSet } from 'svelte/reactivity';
import { folded } from '../design/words';
import {
  type AccountDetail,
  type AccountId,
  type AccountView,
  type ApiError,
  apiError,
  type ClientId,
  type ClientView,
  host,
  type SetupSource,
  type StatusKind,
} from '../host';
import { coalesced } from '../host/coalesce';
import { countByKind } from './statuses';

/** Every linked account, what the filters let through, and the one in the inspector. */
class Accounts {
  list = $state.raw<AccountView[]>([]);
  clients = $state.raw<ClientView[]>([]);
  loaded = $state(false);
  problem = $state.raw<ApiError>();

  query = $state('');
  status = $state<StatusKind>();
  source = $state<SetupSource | ''>('');
  client = $state<ClientId>();

  selected = $state<AccountId>();
  detail = $state.raw<AccountDetail>();
  detailProblem = $state.raw<ApiError>();
  readonly picked = new SvelteSet<AccountId>();

  readonly #clientsById = $derived(new Map(this.clients.map((client) => [client.id, client])));
  readonly #haystacks = $derived(
    new Map(
      this.list.map((account) => [
        account.id,
        folded([account.name, account.headline, this.clientOf(account)?.name, account.status.label].join(' ')),
      ]),
    ),
  );

  /** What the search, the client and the setup source let through, of every status. */
  readonly #found = $derived.by(() => {
    const words = folded(this.query).split(/\s+/).filter(Boolean);
    return this.list.filter((account) => {
      if (this.client && account.client_id !== this.client) return false;
      if (this.source && account.setup_source !== this.source) return false;
      const haystack = this.#haystacks.get(account.id) ?? '';
      return words.every((word) => haystack.includes(word));
    });
  });

  readonly counts = $derived(countByKind(this.#found));
  readonly shown = $derived(this.status ? this.#found.filter((account) => account.status.kind === this.status) : this.#found);
  readonly needYou = $derived(this.list.filter((account) => account.status.needs_you).length);
  readonly perClient = $derived(
    new Map(this.clients.map(({ id }) => [id, this.list.filter((account) => account.client_id === id).length])),
  );
  readonly sources = $derived([...new Set(this.list.map((account) => account.setup_source))]);
  readonly filtered = $derived(Boolean(this.query || this.status || this.source || this.client));

  readonly load = coalesced(async () => {
    try {
      const { accounts, clients } = await host().accountsList();
      this.list = accounts;
      this.clients = clients;
      this.problem = undefined;
      if (this.selected && !accounts.some((account) => account.id === this.selected)) this.deselect();
      for (const id of this.picked) if (!accounts.some((account) => account.id === id)) this.picked.delete(id);
    } catch (thrown) {
      this.problem = apiError(thrown);
    }
    this.loaded = true;
    await this.loadDetail();
  });

  readonly loadDetail = coalesced(async () => {
    const id = this.selected;
    if (!id) return;
    try {
      const detail = await host().accountDetail(id);
      if (this.selected !== id) return;
      this.detail = detail;
      this.detailProblem = undefined;
    } catch (thrown) {
      if (this.selected === id) this.detailProblem = apiError(thrown);
    }
  });

  clientOf(account: AccountView): ClientView | undefined {
    return account.client_id ? this.#clientsById.get(account.client_id) : undefined;
  }

  find(id: AccountId | null): AccountView | undefined {
    return this.list.find((account) => account.id === id);
  }

  select(id: AccountId): void {
    if (this.selected === id) return;
    this.selected = id;
    this.detailProblem = undefined;
    if (this.detail?.account.id !== id) this.detail = undefined;
    void this.loadDetail();
  }

  deselect(): void {
    this.selected = undefined;
    this.detail = undefined;
    this.detailProblem = undefined;
  }

  togglePicked(id: AccountId): void {
    if (!this.picked.delete(id)) this.picked.add(id);
  }

  pickAll(all: boolean): void {
    this.picked.clear();
    if (all) for (const account of this.shown) this.picked.add(account.id);
  }

  filterStatus(kind: StatusKind): void {
    this.status = this.status === kind ? undefined : kind;
  }

  filterClient(id: ClientId): void {
    this.client = this.client === id ? undefined : id;
  }

  showEverything(): void {
    this.query = '';
    this.status = undefined;
    this.source = '';
    this.client = undefined;
  }

  /** Forgets everything, for another workspace. */
  forget(): void {
    this.showEverything();
    this.deselect();
    this.picked.clear();
    this.list = [];
    this.clients = [];
    this.loaded = false;
  }
}

export const accounts = new Accounts();
