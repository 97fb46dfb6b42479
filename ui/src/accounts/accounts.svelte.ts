import {
  type AccountChanges,
  type AccountDetail,
  type AccountId,
  type AccountTotals,
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
import { changed } from './changes';
import { searchText, searchWords } from './search';
import { countByKind, inOrder } from './statuses';

const nobody: AccountTotals = { accounts: 0, need_you: 0, kinds: [], clients: [], tags: [], sources: [] };

/** Thousands of rows are taken in behind the first picture, not in front of it; in ms. */
const firstPaint = () => new Promise((goOn) => setTimeout(goOn, 80));

/** Every linked account, what the filters let through, and the one in the inspector. */
class Accounts {
  /** The first rows at once, and every account as soon as it is {@link complete}. */
  list = $state.raw<AccountView[]>([]);
  totals = $state.raw(nobody);
  complete = $state(false);
  clients = $state.raw<ClientView[]>([]);
  filters = $state.raw<SavedFilter[]>([]);
  loaded = $state(false);
  problem = $state.raw<ApiError>();

  query = $state('');
  status = $state<StatusKind>();
  source = $state<SetupSource | ''>('');
  client = $state<ClientId>();
  tag = $state<string>();
  /** Whether only the accounts that need somebody are shown. */
  needingYou = $state(false);

  selected = $state<AccountId>();
  detail = $state.raw<AccountDetail>();
  detailProblem = $state.raw<ApiError>();
  /** Always replaced, never changed: rows would otherwise watch one member each of thousands. */
  picked = $state.raw<ReadonlySet<AccountId>>(new Set());
  /** Where a range of picked accounts begins. */
  #anchor: AccountId | undefined;
  /** Which state of the list this is, in the words of whoever sends the changes. */
  #edition: number | undefined;
  /** Counts how often everything was forgotten. */
  #turn = 0;

  readonly #byId = $derived(new Map(this.list.map((account) => [account.id, account])));
  readonly #clientsById = $derived(new Map(this.clients.map((client) => [client.id, client])));
  readonly #narrowed = $derived(Boolean(searchWords(this.query).length || this.client || this.source || this.tag || this.needingYou));

  /** What the search, the client and the setup source let through, of every status. */
  readonly #found = $derived.by(() => {
    if (!this.#narrowed) return this.list;
    const words = searchWords(this.query);
    const { client, source, tag, needingYou } = this;
    // Read once, not for each of thousands of accounts.
    const clients = this.#clientsById;
    return this.list.filter((account) => {
      if (client && account.client_id !== client) return false;
      if (source && account.setup_source !== source) return false;
      if (tag && !account.tags.includes(tag)) return false;
      if (needingYou && !account.status.needs_you) return false;
      if (!words.length) return true;
      const text = searchText(account, account.client_id ? clients.get(account.client_id)?.name : undefined);
      return words.every((word) => text.includes(word));
    });
  });

  readonly counts = $derived(
    this.#narrowed ? countByKind(this.#found) : inOrder(new Map(this.totals.kinds.map(({ kind, count }) => [kind, count]))),
  );
  readonly shown = $derived.by(() => {
    const { status } = this;
    return status ? this.#found.filter((account) => account.status.kind === status) : this.#found;
  });
  readonly total = $derived(this.totals.accounts);
  readonly needYou = $derived(this.totals.need_you);
  readonly perClient = $derived(new Map(this.totals.clients.map(({ id, count }) => [id, count])));
  readonly tags = $derived(this.totals.tags);
  readonly openClients = $derived(this.clients.filter((client) => !client.archived));
  /** The picked accounts, in the order in which they were picked. */
  readonly pickedAccounts = $derived([...this.picked].flatMap((id) => this.#byId.get(id) ?? []));
  readonly sources = $derived(this.totals.sources);
  readonly filtered = $derived(Boolean(this.query || this.status || this.source || this.client || this.tag || this.needingYou));

  readonly load = coalesced(async () => {
    try {
      for (let more = true; more; ) {
        const turn = this.#turn;
        const changes = await host().accountsChanges(this.#edition ?? null);
        // Of a workspace that was left meanwhile.
        if (turn !== this.#turn) continue;
        this.#take(changes);
        more = changes.more;
        if (more && changes.from_nothing) await firstPaint();
      }
      this.problem = undefined;
      this.#letGo();
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

  #take({ edition, from_nothing, more, placed, removed, totals, clients, filters }: AccountChanges): void {
    this.#edition = edition;
    this.totals = totals;
    this.clients = clients;
    this.filters = filters;
    if (from_nothing || placed.length || removed.length) this.list = changed(from_nothing ? [] : this.list, placed, removed);
    // Here and not at the first key, which would wait for thousands of names.
    for (const { account } of placed) searchText(account, this.clientOf(account)?.name);
    this.complete = !more;
    this.loaded = true;
  }

  /** Lets go of what isn't there any more. */
  #letGo(): void {
    if (this.selected && !this.find(this.selected)) this.deselect();
    if ([...this.picked].some((id) => !this.find(id))) this.picked = new Set([...this.picked].filter((id) => this.find(id)));
    if (this.client && !this.#clientsById.has(this.client)) this.client = undefined;
    if (this.tag && !this.tags.some(({ tag }) => tag === this.tag)) this.tag = undefined;
  }

  /** Every account, also those that are still being read. */
  async whole(): Promise<AccountView[]> {
    if (!this.complete) await this.load();
    return this.list;
  }

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
    const others = [...this.picked].filter((one) => one !== id);
    this.picked = new Set(this.picked.has(id) ? others : [...others, id]);
    this.#anchor = id;
  }

  /** Picks everybody from where picking began, or from the selected account, to this one. */
  pickTo(id: AccountId): void {
    const at = (of: AccountId | undefined) => this.shown.findIndex((account) => account.id === of);
    const to = at(id);
    const from = Math.max(at(this.#anchor), -1) < 0 ? at(this.selected) : at(this.#anchor);
    if (to < 0) return;
    const [first, last] = from < 0 ? [to, to] : from < to ? [from, to] : [to, from];
    this.picked = new Set([...this.picked, ...this.shown.slice(first, last + 1).map((account) => account.id)]);
    this.#anchor ??= this.shown[from]?.id ?? id;
  }

  pickNone(): void {
    this.picked = new Set();
    this.#anchor = undefined;
  }

  pickAll(all: boolean): void {
    this.pickNone();
    if (!all) return;
    if (this.complete) this.picked = new Set(this.shown.map((account) => account.id));
    else void this.whole().then(() => this.complete && this.pickAll(true));
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
    this.needingYou = false;
    this.query = filter.text ?? '';
    this.status = filter.status ?? undefined;
    this.source = filter.setup_source ?? '';
    this.client = filter.client_id ?? undefined;
    this.tag = filter.tag ?? undefined;
  }

  /** Whether the list shows exactly what a saved filter lets through. */
  shows(filter: SavedFilter): boolean {
    if (this.needingYou) return false;
    const now = this.asFilter(filter.name);
    return (Object.keys(now) as (keyof SavedFilter)[]).every((key) => (now[key] ?? '') === (filter[key] ?? ''));
  }

  showEverything(): void {
    this.query = '';
    this.status = undefined;
    this.source = '';
    this.client = undefined;
    this.tag = undefined;
    this.needingYou = false;
  }

  /** Forgets everything, for another workspace. */
  forget(): void {
    this.showEverything();
    this.deselect();
    this.pickNone();
    this.#turn += 1;
    this.#edition = undefined;
    this.complete = false;
    this.list = [];
    this.totals = nobody;
    this.clients = [];
    this.filters = [];
    this.loaded = false;
  }
}

export const accounts = new Accounts();
