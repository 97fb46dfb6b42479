import type { AccountView } from '../host';
import { linkTasks } from '../link/link_tasks.svelte';

/**
 * Starts what brings an account back, unless it is under way already. Refreshing lifts no restriction
 * and mends no provider: then the inspector says what to do instead.
 */
export async function bringBack(account: AccountView): Promise<void> {
  if (account.link_task || ['restricted', 'provider_unreachable'].includes(account.status.kind)) return;
  await linkTasks.refresh(account.id);
}
