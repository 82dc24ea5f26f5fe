import { useSyncExternalStore } from 'react';

/** A Connection says whether Poco answers: lost is no answer at all, refused is a token of another process. */
export type Connection = 'there' | 'lost' | 'refused';

let now: Connection = 'there';
const listeners = new Set<() => void>();

export function setConnection(next: Connection) {
  if (next === now) return;
  now = next;
  listeners.forEach((listener) => listener());
}

export function connection(): Connection {
  return now;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, connection);
}
