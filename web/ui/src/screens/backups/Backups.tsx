import { Box, CircularProgress, Typography } from '@mui/material';
import { useState } from 'react';
import { problemsOf } from '../../api/client';
import { ProblemList } from '../review/Problems';
import { Folder } from './Folder';
import { RestoreDialog, type Restorable } from './RestoreDialog';
import { Uploads } from './Uploads';
import { useBackups } from './useBackups';

/** Backups lists what can be restored: the folders of backups, and files that people send. */
export function Backups() {
  const backups = useBackups();
  const [restoring, setRestoring] = useState<Restorable | null>(null);
  return (
    <Box component="article" sx={{ minWidth: 0, pb: 6 }}>
      <Typography component="h1" variant="h5">Backups</Typography>
      {backups.error && <ProblemList problems={problemsOf(backups.error)} />}
      {backups.isPending && <CircularProgress aria-label="Reading the backups" sx={{ mt: 2 }} />}
      {backups.data?.folders.length === 0 && (
        <Typography sx={{ mt: 2 }}>No backup yet. A copy makes one of its target first, where its option says so.</Typography>
      )}
      {backups.data?.folders.map((folder) => (
        <Folder key={folder.directory} folder={folder} onRestore={setRestoring} />
      ))}
      {backups.data && <Uploads uploads={backups.data.uploads} onRestore={setRestoring} />}
      {restoring && <RestoreDialog file={restoring} onClose={() => setRestoring(null)} />}
    </Box>
  );
}
