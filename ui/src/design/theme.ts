/** Follows the system's light or dark setting, unless the page was given a theme. */
export function followSystemTheme(): void {
  const asked = new URLSearchParams(location.search).get('theme');
  const root = document.documentElement;
  if (asked === 'light' || asked === 'dark') {
    root.dataset.theme = asked;
    return;
  }
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    root.dataset.theme = dark.matches ? 'dark' : 'light';
  };
  apply();
  dark.addEventListener('change', apply);
}
