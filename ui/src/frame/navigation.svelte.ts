/** The screens of the window. */
export type Screen = 'accounts' | 'compose' | 'outbox' | 'activity' | 'settings';

class Navigation {
  screen = $state<Screen>('accounts');
  palette = $state(false);
  keys = $state(false);

  go(screen: Screen): void {
    this.screen = screen;
    this.palette = false;
  }
}

export const navigation = new Navigation();
