import { accounts } from '../accounts/accounts.svelte';
import { rollCall } from '../accounts/roll_call.svelte';
import { attaching } from '../compose/attach/attaching.svelte';
import { filesOver } from '../compose/attach/files_over.svelte';
import { composer } from '../compose/composer.svelte';
import { draftShelf } from '../compose/drafts/shelf.svelte';
import { host } from '../host';
import { linkTasks } from '../link/link_tasks.svelte';
import { signInWindow } from '../link/sign_in_window.svelte';
import { activity } from '../activity/activity.svelte';
import { many } from '../many/many.svelte';
import { organising } from '../organising/organising.svelte';
import { outbox } from '../outbox/outbox.svelte';
import { connections } from '../settings/connections.svelte';
import { fulfil } from './asked_outside';
import { navigation } from './navigation.svelte';
import { workspace } from './workspace.svelte';

/** Lets every subject hear what concerns it; the answer stops that. */
export function hearNotices(): () => void {
  const stopNotices = host().onNotice((notice) => {
    switch (notice.event) {
      case 'accounts_changed':
        void accounts.load();
        activity.stale();
        composer.authorsChanged();
        break;
      case 'roll_call':
        rollCall.heard(notice.data);
        break;
      case 'many':
        many.heard(notice.data);
        break;
      case 'roll_call_schedule':
        rollCall.heardSchedule(notice.data);
        break;
      case 'link_task_changed':
        linkTasks.heard(notice.data);
        break;
      case 'outbox_changed':
        void outbox.load();
        break;
      case 'upload_progress':
        outbox.heardUpload(notice.data);
        break;
      case 'taking_in':
        attaching.heardTakingIn(notice.data);
        navigation.go('compose');
        break;
      case 'keychain_changed':
        workspace.heardKeychain(notice.data);
        break;
    }
  });
  const stopDrops = host().onMediaDropped((dropped) => {
    attaching.heardDrop(dropped);
    navigation.go('compose');
  });
  const stopOver = host().onFilesOver(({ kinds }) => filesOver.heard(kinds));
  const stopSignIn = host().onSignIn((view) => signInWindow.heard(view));
  const stopAsked = host().onAskedOutside(fulfil);
  const stopProgress = host().onSandboxProgress((progress) => workspace.heardProgress(progress));
  return () => {
    stopNotices();
    stopProgress();
    stopSignIn();
    stopAsked();
    stopDrops();
    stopOver();
  };
}

/** Reads everything that the open workspace holds. */
export async function readWorkspace(): Promise<void> {
  await Promise.all([accounts.load(), connections.load(), outbox.load(), composer.load(), rollCall.loadSchedule(), linkTasks.load()]);
}

/** Forgets what the last workspace held. */
export function forgetWorkspace(): void {
  accounts.forget();
  connections.forget();
  linkTasks.forget();
  signInWindow.forget();
  outbox.forget();
  activity.forget();
  many.close();
  organising.dismiss();
  composer.forget();
  attaching.forget();
  draftShelf.forget();
  rollCall.forget();
}
