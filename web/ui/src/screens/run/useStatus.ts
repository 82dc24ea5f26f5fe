import { useQuery } from '@tanstack/react-query';
import { get } from '../../api/client';
import type { RunState, Status } from '../../api/types';

/** finished says whether a run has ended for good. */
export function finished(run: RunState): boolean {
  return run.status === 'done' || run.status === 'aborted';
}

/** resumable says whether nobody works on an unfinished run. */
export function resumable(run: RunState): boolean {
  return !finished(run) && !run.alive && !run.here;
}

/**
 * useStatus asks for a run. One that another process carries out is asked for again and again; so is
 * one of this process, now and then: a process that has gone and come back doesn't go on with it.
 */
export function useStatus(run: string) {
  return useQuery({
    queryKey: ['status', run],
    queryFn: ({ signal }) => get<Status>(`/api/status/${encodeURIComponent(run)}`, signal),
    refetchInterval: ({ state }) => {
      const now = state.data;
      if (!now) return false;
      if (now.doing !== '') return 5000;
      return now.run.alive && !now.run.here ? 2000 : false;
    },
  });
}
