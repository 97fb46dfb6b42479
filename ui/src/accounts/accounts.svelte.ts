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
  type SavedFilter,
  type SetupSource,
  type StatusKind,
} from '../host';
import { coalesced } from '../host/coalesce';
import { countByClient, countByTag } from './counting';
import { countByKind } from './statuses';

/** Every linked account, what the filters let through, and the one in the inspector. */
class Accounts {
  list = $state.raw<AccountView[]>([]);
  clients = $state.raw<ClientView[]>([]);
  filters = $state.raw<SavedFilter[]>([]);
  loaded = $state(false);
  problem = $state.raw<ApiError>();

  query = $state('');
  status = $state<StatusKind>();
  source = $state<SetupSource | ''>('');
  client = $state<ClientId>();
  tag = $state<string>();

  selected = $state<AccountId>();
  detail = $state.raw<AccountDetail>();
  detailProblem = $state.raw<ApiError>();
  readonly picked = new SvelteSet<AccountId>();
  /** Where a range of picked accounts begins. */
  #anchor: AccountId | undefined;

  readonly #byId = $derived(new Map(this.list.map((account) => [account.id, account])));
  readonly #clientsById = $derived(new Map(this.clients.map((client) => [client.id, client])));
  readonly #haystacks = $derived(
    new Map(
      this.list.map((account) => [
        account.id,
        folded([account.name, account.headline, this.clientOf(account)?.name, account.status.label, ...account.tags].join(' ')),
      ]),
    ),
  );

  /** What the search, the client and the setup source let through, of every status. */
  readonly #found = $derived.by(() => {
    const words = folded(this.query).split(/\s+/).filter(Boolean);
    const { client, source, tag } = this;
    if (!words.length && !client && !source && !tag) return this.list;
    // Read once, not for each of thousands of accounts.
    const haystacks = words.length ? this.#haystacks : undefined;
    return this.list.filter((account) => {
      if (client && account.client_id !== client) return false;
      if (source && account.setup_source !== source) return false;
      if (tag && !account.tags.includes(tag)) return false;
      if (!haystacks) return true;
      const haystack = haystacks.get(account.id) ?? '';
      return words.every((word) => haystack.includes(word));
    });
  });

  readonly counts = $derived(countByKind(this.#found));
  readonly shown = $derived.by(() => {
    const { status } = this;
    return status ? this.#found.filter((account) => account.status.kind === status) : this.#found;
  });
  readonly needYou = $derived(this.list.filter((account) => account.status.needs_you).length);
  readonly perClient = $derived(countByClient(this.list));
  readonly tags = $derived(countByTag(this.list));
  readonly openClients = $derived(this.clients.filter((client) => !client.archived));
  /** The picked accounts, in the order in which they were picked. */
  readonly pickedAccounts = $derived([...this.picked].flatMap((id) => this.#byId.get(id) ?? []));
  readonly sources = $derived([...new Set(this.list.map((account) => account.setup_source))]);
  readonly filtered = $derived(Boolean(this.query || this.status || this.source || this.client || this.tag));

  readonly load = coalesced(async () => {
    try {
      const { accounts, clients, filters } = await host().accountsList();
      this.list = accounts;
      this.clients = clients;
      this.filters = filters;
      this.problem = undefined;
      if (this.selected && !this.find(this.selected)) this.deselect();
      for (const id of this.picked) if (!this.find(id)) this.picked.delete(id);
      if (this.client && !this.#clientsById.has(this.client)) this.client = undefined;
      if (this.tag && !this.tags.some(({ tag }) => tag === this.tag)) this.tag = undefined;
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
    return id ? this.#byId.get(id) : undefined;
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
    this.#anchor = id;
  }

  /** Picks everybody from where picking began, or from the selected account, to this one. */
  pickTo(id: AccountId): void {
    const at = (of: AccountId | undefined) => this.shown.findIndex((account) => account.id === of);
    const to = at(id);
    const from = Math.max(at(this.#anchor), -1) < 0 ? at(this.selected) : at(this.#anchor);
    if (to < 0) return;
    const [first, last] = from < 0 ? [to, to] : from < to ? [from, to] : [to, from];
    for (const account of this.shown.slice(first, last + 1)) this.picked.add(account.id);
    this.#anchor ??= this.shown[from]?.id ?? id;
  }

  pickNone(): void {
    this.picked.clear();
    this.#anchor = undefined;
  }

  pickAll(all: boolean): void {
    this.pickNone();
    if (all) for (const account of this.shown) this.picked.add(account.id);
  }

  filterStatus(kind: StatusKind): void {
    this.status = this.status === kind ? undefined : kind;
  }

  filterClient(id: ClientId): void {
    this.client = this.client === id ? undefined : id;
  }

  filterTag(tag: string): void {
    this.tag = this.tag === tag ? undefined : tag;
  }

  /** What the filters let through now, to be kept under a name. */
  asFilter(name: string): SavedFilter {
    return {
      name,
      status: this.status ?? null,
      client_id: this.client ?? null,
      setup_source: this.source || null,
      tag: this.tag ?? null,
      text: this.query.trim(),
    };
  }

  applyFilter(filter: SavedFilter): void {
    this.query = filter.text ?? '';
    this.status = filter.status ?? undefined;
    this.source = filter.setup_source ?? '';
    this.client = filter.client_id ?? undefined;
    this.tag = filter.tag ?? undefined;
  }

  /** Whether the list shows exactly what a saved filter lets through. */
  shows(filter: SavedFilter): boolean {
    const now = this.asFilter(filter.name);
    return (Object.keys(now) as (keyof SavedFilter)[]).every((key) => (now[key] ?? '') === (filter[key] ?? ''));
  }

  showEverything(): void {
    this.query = '';
    this.status = undefined;
    this.source = '';
    this.client = undefined;
    this.tag = undefined;
  }

  /** Forgets everything, for another workspace. */
  forget(): void {
    this.showEverything();
    this.deselect();
    this.pickNone();
    this.list = [];
    this.clients = [];
    this.filters = [];
    this.loaded = false;
  }
}

export const accounts = new Accounts();
