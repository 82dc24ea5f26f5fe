import { get } from './client';
import { connection } from './connection';
import type { Session } from './types';

const every = 5000;
const whileLost = 2000;

/**
 * heartbeat asks now and then whether Poco is still there, as long as somebody looks at the tab; onBack is
 * called when it answers again. It gives what ends it.
 */
export function heartbeat(onBack: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let missed = false;
  const wait = () => {
    timer = setTimeout(() => void beat(), connection() === 'lost' ? whileLost : every);
  };
  const stop = new AbortController();
  const beat = async () => {
    if (document.visibilityState === 'visible') {
      missed ||= connection() === 'lost';
      const answers = await get<Session>('/api/session', stop.signal).then(() => true, () => false);
      if (missed && answers) onBack();
      missed = !answers;
    }
    if (!stop.signal.aborted) wait();
  };
  wait();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
