import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { host: '127.0.0.1', port: 1420, strictPort: true },
  build: {
    target: ['safari15', 'chrome105'],
    // The window's content security policy takes fonts and images from files only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    testTimeout: 30_000,
    // Else a style sheet is read as an empty one, and its colours can't be checked.
    css: { include: [/tokens\.css/] },
    setupFiles: ['src/host/testing/browser.ts'],
  },
});
