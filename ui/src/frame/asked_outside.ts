import { accounts } from '../accounts/accounts.svelte';
import { rollCall } from '../accounts/roll_call.svelte';
import type { Wish } from '../host';
import { navigation } from './navigation.svelte';
import { workspace } from './workspace.svelte';

/** Does what somebody asked for at the tray's icon, or by clicking a notice. */
export function fulfil(wish: Wish): void {
  if (!workspace.view || workspace.view.first_run) return;
  if (wish.kind === 'check_all') {
    void rollCall.start(null, accounts.total);
    return;
  }
  navigation.go('accounts');
  accounts.showEverything();
  if (wish.kind === 'account') accounts.select(wish.detail);
  else if (wish.kind === 'expire_soon') accounts.status = 'expires_soon';
  else accounts.needingYou = true;
}
