import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";

/** Commands */
export const commands = {
	workspaceState: () => typedError<WorkspaceView, ApiError>(__TAURI_INVOKE("workspace_state")),
	openSandbox: () => typedError<WorkspaceView, ApiError>(__TAURI_INVOKE("open_sandbox")),
	leaveSandbox: () => typedError<WorkspaceView, ApiError>(__TAURI_INVOKE("leave_sandbox")),
	retryKeychain: () => typedError<KeychainView, ApiError>(__TAURI_INVOKE("retry_keychain")),
	windowReady: () => typedError<null, ApiError>(__TAURI_INVOKE("window_ready")),
	connectionsList: () => typedError<ConnectionView[], ApiError>(__TAURI_INVOKE("connections_list")),
	connectionAdd: (input: NewConnection) => typedError<ConnectionView, ApiError>(__TAURI_INVOKE("connection_add", { input })),
	connectionRemove: (id: ConnectionId) => typedError<null, ApiError>(__TAURI_INVOKE("connection_remove", { id })),
	accountsSync: (connectionId: ConnectionId) => typedError<SyncReport, ApiError>(__TAURI_INVOKE("accounts_sync", { connectionId })),
	accountsList: () => typedError<AccountList, ApiError>(__TAURI_INVOKE("accounts_list")),
	accountDetail: (id: AccountId) => typedError<AccountDetail, ApiError>(__TAURI_INVOKE("account_detail", { id })),
	accountOpenProfile: (id: AccountId) => typedError<null, ApiError>(__TAURI_INVOKE("account_open_profile", { id })),
	rollCallStart: (ids: AccountId[] | null) => typedError<RollCallReport, ApiError>(__TAURI_INVOKE("roll_call_start", { ids })),
	rollCallCancel: () => typedError<null, ApiError>(__TAURI_INVOKE("roll_call_cancel")),
	linkStart: (input: LinkInput) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_start", { input })),
	refreshStart: (accountId: AccountId) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("refresh_start", { accountId })),
	linkTask: (id: LinkTaskId) => typedError<LinkTask | null, ApiError>(__TAURI_INVOKE("link_task", { id })),
	linkCredentials: (id: LinkTaskId, input: CredentialsInput) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_credentials", { id, input })),
	linkCookies: (id: LinkTaskId, input: CookiesInput) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_cookies", { id, input })),
	linkAnswer: (id: LinkTaskId, code: string) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_answer", { id, code })),
	linkAnotherWay: (id: LinkTaskId) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_another_way", { id })),
	linkRestart: (id: LinkTaskId) => typedError<LinkTask, ApiError>(__TAURI_INVOKE("link_restart", { id })),
	linkCancel: (id: LinkTaskId) => typedError<null, ApiError>(__TAURI_INVOKE("link_cancel", { id })),
	linkOpen: (id: LinkTaskId) => typedError<null, ApiError>(__TAURI_INVOKE("link_open", { id })),
	linkEmail: (id: LinkTaskId) => typedError<null, ApiError>(__TAURI_INVOKE("link_email", { id })),
	authorsList: () => typedError<AuthorView[], ApiError>(__TAURI_INVOKE("authors_list")),
	draftLoad: () => typedError<DraftView, ApiError>(__TAURI_INVOKE("draft_load")),
	draftSave: (draft: Draft) => typedError<DraftView, ApiError>(__TAURI_INVOKE("draft_save", { draft })),
	draftDiscard: () => typedError<null, ApiError>(__TAURI_INVOKE("draft_discard")),
	draftCheck: (draft: Draft) => typedError<DraftCheck, ApiError>(__TAURI_INVOKE("draft_check", { draft })),
	mediaPick: () => typedError<MediaView | null, ApiError>(__TAURI_INVOKE("media_pick")),
	publish: (draft: Draft) => typedError<PostView, ApiError>(__TAURI_INVOKE("publish", { draft })),
	outboxList: () => typedError<PostView[], ApiError>(__TAURI_INVOKE("outbox_list")),
	targetResolve: (id: TargetId, resolution: Resolution) => typedError<PostView, ApiError>(__TAURI_INVOKE("target_resolve", { id, resolution })),
	outboxRun: () => typedError<PostView[], ApiError>(__TAURI_INVOKE("outbox_run")),
	targetOpen: (id: TargetId) => typedError<null, ApiError>(__TAURI_INVOKE("target_open", { id })),
	feedOpen: () => typedError<null, ApiError>(__TAURI_INVOKE("feed_open")),
};

/** Events */
export const events = {
	mediaDropped: makeEvent<MediaDropped>("media-dropped"),
	sandboxProgress: makeEvent<SandboxProgress>("sandbox-progress"),
	rollcallEvent: makeEvent<RollcallEvent>("rollcall-event"),
};

/* Types */
export type AccountDetail = { account: AccountView; client_name: string | null; plan: RefreshPlan; facts: FactView[]; products: ProductView[]; pages: PageView[]; history: HistoryEntry[] };
export type AccountId = string;
export type AccountList = { accounts: AccountView[]; clients: ClientView[] };
export type AccountView = { id: AccountId; name: string; headline: string | null; client_id: ClientId | null; connection_id: ConnectionId; provider: Provider; setup_source: SetupSource; setup_source_label: string; products: string[]; status: StatusView; checked_at: string | null; next_step: string | null; link_task: LinkTaskId | null };
export type Actor = "operator" | "owner" | "rollcall" | "provider";
export type Acts = "operator" | "owner" | "rollcall";
export type ApiError = { code: ErrorCode; sentence: string; next_step: string | null; trouble: Trouble | null; retry_at: string | null; provider_code: string | null; request_id: string | null };
export type AuthorId = string;
export type AuthorView = { id: AuthorId; name: string; detail: string; headline: string | null; is_page: boolean; provider: Provider; client_id: ClientId | null; colour: string | null; cannot_publish: string | null; note: string | null };
export type CheckpointInput = "code" | "phone_number" | "choice" | "wait";
export type CheckpointKind = { kind: "two_factor"; value: { platform: string | null } } | { kind: "otp" } | { kind: "email" } | { kind: "in_app_approval" } | { kind: "otp_or_in_app" } | { kind: "phone" } | { kind: "captcha" } | { kind: "contract_choice"; value: { options: ContractOption[] } } | { kind: "other"; value: string };
export type ClientId = string;
export type ClientView = { id: ClientId; name: string; colour: string };
export type ConnectionId = string;
export type ConnectionView = { id: ConnectionId; provider: Provider; name: string; host: string; accounts: number; created_at: string };
export type ContractOption = { id: string; name: string };
export type CookiesInput = { li_at: string; li_a: string | null; user_agent: string | null; country: string | null; keep: boolean };
export type CredentialsInput = { username: string; password: string };
export type Draft = { text: string; authors: AuthorId[]; media: MediaId | null; alt_text: string; visibility: Visibility };
export type DraftCheck = { characters: number; max_characters: number; fold_characters: number; problems: string[]; targets: TargetVerdict[] };
export type DraftView = { draft: Draft; media: MediaView | null; saved_at: string | null };
export type ErrorCode = "bad_input" | "provider_refused" | "needs_person" | "keychain" | "in_use" | "not_found" | "failed";
export type FactView = { label: string; value: string };
export type HistoryEntry = { at: string; sentence: string; actor: Actor; tone: Tone };
export type KeychainState = "unchecked" | "ready" | "locked" | "missing" | "silent";
export type KeychainView = { state: KeychainState; label: string; sentence: string | null };
export type LinkInput = { connection_id: ConnectionId; setup_source: SetupSource; name: string | null; client_name: string | null; products: Product[] };
export type LinkStep = { title: string; state: StepState };
export type LinkTask = { id: LinkTaskId; account_id: AccountId | null; is_refresh: boolean; name: string | null; provider: Provider; setup_source: SetupSource; method: RefreshMethod; steps: LinkStep[]; waiting: Waiting; problem: Problem | null; started_at: string };
export type LinkTaskId = string;
export type MediaDropped = { media: MediaView | null; error: ApiError | null };
export type MediaId = string;
export type MediaView = { id: MediaId; file_name: string; kind: string; width: number; height: number; bytes: number; thumbnail: string };
export type NewConnection = { provider: Provider; name: string; base_url: string | null; secret: string | null; client_id: string | null; www_url: string | null; api_url: string | null; redirect_port: number | null; native_pkce: boolean; pages: boolean };
export type PageView = { name: string; role: string };
export type PostId = string;
export type PostView = { id: PostId; text: string; has_image: boolean; created_at: string; targets: TargetView[] };
export type Problem = { sentence: string; next_step: string | null; trouble: Trouble | null; retry_at: string | null; provider_code: string | null; request_id: string | null };
export type Product = string;
export type ProductView = { product: Product; name: string; subscribed: boolean | null; enabled: boolean; sentence: string };
export type Provider = "linkedin" | "unipile" | "edges" | "zernio";
export type RefreshMethod = "browser" | "login_link" | "shared_link" | "credentials" | "cookies";
export type RefreshPlan = { method: RefreshMethod; action: string; explanation: string; steps: RefreshStep[] };
export type RefreshStep = { title: string; who: Acts };
export type Resolution = "it_is_there" | "send_again" | "let_it_go";
export type RollCallProgress = { checked: number; total: number; current: string | null; finished: boolean };
export type RollCallReport = { checked: number; changed: AccountId[]; need_you: number; unreachable: number; cancelled: boolean; problems: string[] };
export type RollcallEvent = { event: "accounts_changed" } | { event: "roll_call"; data: RollCallProgress } | { event: "link_task_changed"; data: LinkTask } | { event: "outbox_changed" } | { event: "upload_progress"; data: { target_id: TargetId; sent: number; total: number } } | { event: "keychain_changed"; data: KeychainView };
export type SandboxProgress = { sentence: string; done: number; total: number };
export type SetupSource = "official_oauth" | "official_zernio" | "hosted_link" | "shared_extension" | "shared_login" | "api_basic" | "api_cookies";
export type StatusKind = "connected" | "connecting" | "expires_soon" | "sign_in_needed" | "checkpoint" | "permission_missing" | "restricted" | "limited_until" | "provider_unreachable" | "paused" | "removed" | "unknown";
export type StatusView = { kind: StatusKind; tone: Tone; label: string; needs_you: boolean; cause: string; since: string; deadline: string | null; trouble: Trouble | null };
export type StepState = "todo" | "current" | "done" | "failed";
export type SyncReport = { connection_id: ConnectionId; added: number; updated: number; removed: number };
export type TargetId = string;
export type TargetState = "queued" | "uploading" | "sending" | "published" | "refused" | "held" | "retry_later" | "unknown" | "dropped";
export type TargetVerdict = { author_id: AuthorId; author_name: string; problems: string[] };
export type TargetView = { id: TargetId; author_id: AuthorId; author_name: string; is_page: boolean; state: TargetState; tone: Tone; label: string; sentence: string | null; permalink: string | null; profile_url: string | null; changed_at: string };
export type Tone = "ok" | "warn" | "bad" | "info" | "idle";
export type Trouble = "connection_key" | "owner_sign_in" | "restricted" | "provider_down" | "content_refused" | "limit_reached";
export type Visibility = "public" | "connections";
export type Waiting = { kind: "credentials" } | { kind: "cookies" } | { kind: "browser"; detail: { url: string; expires_at: string } } | { kind: "owner_link"; detail: { url: string; expires_at: string | null; made_at: string } } | { kind: "link_elsewhere"; detail: { sentence: string } } | { kind: "checkpoint"; detail: { checkpoint: CheckpointKind; sentence: string; input: CheckpointInput; deadline: string } } | { kind: "provider"; detail: { sentence: string } } | { kind: "done"; detail: { sentence: string } } | { kind: "failed" };
export type WorkspaceKind = "own" | "sandbox";
export type WorkspaceView = { kind: WorkspaceKind; first_run: boolean; keychain: KeychainView; feed_url: string | null; version: string };

/* Tauri Specta runtime */
async function typedError<T, E>(result: Promise<T>): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
    try {
        return { status: "ok", data: await result };
    } catch (e) {
        if (e instanceof Error) throw e;
        return { status: "error", error: e as any };
    }
}

function makeEvent<T>(name: string) {
    return {
        listen: (cb: __TAURI_EVENT.EventCallback<T>) => __TAURI_EVENT.listen(name, cb),
    };
}
