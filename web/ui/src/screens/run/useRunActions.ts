import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api/client';
import type { RunForm } from '../../api/types';

/** What can be done with a run. */
export type RunAction = 'stop' | 'resume' | 'abort' | 'verify';

/** useRunActions posts what people want done with a run, and asks for its status again. */
export function useRunActions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ run, action, now = false }: { run: string; action: RunAction; now?: boolean }) =>
      post<unknown>(`/api/runs/${action}`, { run, fast: false, now } satisfies RunForm),
    onSettled: (_data, _error, { run }) => {
      void client.invalidateQueries({ queryKey: ['status', run] });
      void client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
}
