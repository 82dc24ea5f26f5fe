import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { post } from '../../api/client';
import type { Checked, PlanForm, Planned } from '../../api/types';

/** usePlan asks for a plan. It is made anew at each visit: what it was made from may have changed. */
export function usePlan(form: PlanForm | null) {
  return useQuery({
    queryKey: ['plan', form],
    queryFn: ({ signal }) => post<Planned>('/api/plan', form, signal),
    enabled: form !== null,
    staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false,
  });
}

/** useCheck asks whether a plan still fits: when it is told to, and when the tab comes back into sight. */
export function useCheck(planned: Planned | undefined) {
  const id = planned?.applicable ? (planned.plan?.id ?? '') : '';
  const query = useQuery({
    queryKey: ['check', id],
    queryFn: ({ signal }) => post<Checked>(`/api/plan/${encodeURIComponent(id)}/check`, {}, signal),
    enabled: false, gcTime: 0, retry: false,
  });
  const { refetch } = query;
  useEffect(() => {
    const look = () => {
      if (id !== '' && document.visibilityState === 'visible') void refetch();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [id, refetch]);
  return { checked: query.data ?? null, check: () => void refetch() };
}
