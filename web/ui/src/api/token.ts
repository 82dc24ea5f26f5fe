/** The token lives in the tab only: not in the URL, where a screenshot or the history would show it. */
const key = 'poco-token';

/** takeToken moves the token from the URL that poco ui printed to the tab. */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  sessionStorage.setItem(key, token);
  history.replaceState(history.state, '', location.pathname + location.search);
}

export function bearer(): Record<string, string> {
  return { Authorization: `Bearer ${sessionStorage.getItem(key) ?? ''}` };
}
