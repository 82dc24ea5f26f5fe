import { Link as Anchor } from '@mui/material';
import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';

/** A Location is where the page stands, and what the screen before has handed over. */
export interface Location {
  pathname: string;
  search: string;
  state: unknown;
}

const read = (): Location => ({ pathname: location.pathname, search: location.search, state: history.state as unknown });

let now = read();
const listeners = new Set<() => void>();

function moved() {
  now = read();
  listeners.forEach((listener) => listener());
}

addEventListener('popstate', moved);

export function navigate(path: string, state: unknown = null) {
  history.pushState(state, '', path);
  moved();
  scrollTo(0, 0);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLocation(): Location {
  return useSyncExternalStore(subscribe, () => now);
}

/** follow moves within the page; a click that asks for another tab stays the browser's. */
export function follow(event: MouseEvent<HTMLElement>, to: string) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  navigate(to);
}

export function Link({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor href={to} onClick={(event) => follow(event, to)}>
      {children}
    </Anchor>
  );
}
