import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '../../api/client';
import type { BackupCheck, Backups } from '../../api/types';

const key = ['backups'];

/** useBackups asks for all backups and uploads. */
export function useBackups() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => get<Backups>('/api/backups', signal) });
}

/** useCheckBackup compares a backup with its checksum, which reads all of it. */
export function useCheckBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: string) => post<BackupCheck>('/api/backups/check', { file }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** useRemove deletes a backup or an upload: path says which. */
export function useRemove(path: '/api/backups/remove' | '/api/uploads/remove') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: string) => post<Backups>(path, { file }),
    onSuccess: (backups) => client.setQueryData(key, backups),
  });
}
