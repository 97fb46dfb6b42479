/** The whole window in a test, with a host in memory. */
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { run } from 'axe-core';
import { expect } from 'vitest';
import App from '../../App.svelte';
import { forgetWorkspace } from '../../frame/notices';
import { navigation } from '../../frame/navigation.svelte';
import { workspace } from '../../frame/workspace.svelte';
import { type Host, useHost } from '../index';
import { memoryHost, type Scenario } from './memory';

/** Opens the window; answers the host it talks to. What happened `before` is known to the host. */
export async function openWindow(scenario: Scenario = {}, before?: (host: Host) => Promise<void>): Promise<Host> {
  const host = memoryHost({ alive: false, ...scenario });
  await before?.(host);
  useHost(host);
  workspace.view = undefined;
  forgetWorkspace();
  navigation.go('accounts');
  render(App);
  const first = scenario.firstRun ? { name: 'Open the sandbox' } : { name: 'Accounts' };
  await screen.findByRole('button', first);
  return host;
}

/** A person at the keyboard and the mouse. */
export const person = userEvent.setup();

/** Presses the button with this name, once it is there. */
export async function press(name: string | RegExp): Promise<void> {
  await person.click(await screen.findByRole('button', { name }));
}

/** The row of an account, once it is there. */
export async function rowOf(name: string): Promise<HTMLElement> {
  const cell = await screen.findByLabelText(`Select ${name}`);
  const row = cell.closest<HTMLElement>('[data-testid="account-row"]');
  if (!row) throw new Error(`${name} has no row.`);
  return row;
}

/** Fails with what an assistive technology would stumble over. Colours need a real browser. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
}
