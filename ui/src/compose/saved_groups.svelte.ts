import { type AuthorGroup, host } from '../host';
import { organising } from '../organising/organising.svelte';

/** Authors that often post together, under a name. */
class SavedGroups {
  all = $state.raw<AuthorGroup[]>([]);

  async read(): Promise<void> {
    this.all = await host()
      .authorGroupsList()
      .catch(() => this.all);
  }

  async keep(group: AuthorGroup): Promise<void> {
    await organising.act(() => host().authorGroupSave(group));
    await this.read();
  }

  async remove(name: string): Promise<void> {
    await organising.act(() => host().authorGroupRemove(name));
    await this.read();
  }
}

export const savedGroups = new SavedGroups();
