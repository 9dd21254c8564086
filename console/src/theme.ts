/** Light, dark, or as the system has it. No secret, so it may be kept in the browser. */
export type Theme = 'system' | 'light' | 'dark';
const name = 'paygraph-theme';

export function themeNow(): Theme {
  const kept = localStorage.getItem(name);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function applyTheme(theme: Theme = themeNow()): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(name);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(name, theme);
  }
}
