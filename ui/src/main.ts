import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './design/tokens.css';
import './design/base.css';

import { mount } from 'svelte';
import App from './App.svelte';
import { followSystemTheme } from './design/theme';
import { useHost } from './host';
import { desktopHost, insideDesktop } from './host/desktop';

async function start(): Promise<void> {
  followSystemTheme();
  if (import.meta.env.DEV && !insideDesktop()) {
    const { previewHost } = await import('./host/testing/preview');
    useHost(previewHost());
  } else {
    useHost(desktopHost());
  }
  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

void start();
