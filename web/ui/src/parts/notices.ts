import { useSyncExternalStore } from 'react';
import { problemsOf } from '../api/client';
import type { Problem } from '../api/types';

/** A Notice is something that went wrong. It stays until a person puts it away. */
export interface Notice {
  id: number;
  at: Date;
  problem: Problem;
}

let notices: Notice[] = [];
let made = 0;
const listeners = new Set<() => void>();

function set(next: Notice[]) {
  notices = next;
  listeners.forEach((listener) => listener());
}

/** tell shows what went wrong. The same again takes the place of what was said before. */
export function tell(error: Error) {
  const told = problemsOf(error);
  const fresh = told.map((problem) => ({ id: ++made, at: new Date(), problem }));
  set([...fresh, ...notices.filter((n) => !told.some((p) => p.summary === n.problem.summary && p.detail === n.problem.detail))].slice(0, 20));
}

export function dismiss(id: number) {
  set(notices.filter((n) => n.id !== id));
}

export function dismissAll() {
  set([]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNotices(): Notice[] {
  return useSyncExternalStore(subscribe, () => notices);
}
