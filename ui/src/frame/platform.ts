const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/** How the command key is written on this computer. */
export const commandKey = apple ? '⌘' : 'Ctrl';
