import type { AccountView } from '../host';
import { linkTasks } from '../link/link_tasks.svelte';

/**
 * Starts what brings an account back, unless it is under way already. A restriction can't be lifted
 * by refreshing: then the inspector says what to do instead.
 */
export async function bringBack(account: AccountView): Promise<void> {
  if (account.link_task || account.status.kind === 'restricted') return;
  await linkTasks.refresh(account.id);
}
