import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { Session } from '../api/types';

export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: ({ signal }) => get<Session>('/api/session', signal) });
}
