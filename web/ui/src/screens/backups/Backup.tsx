import { Alert, Box, Button, Chip, Paper, Typography } from '@mui/material';
import { useState } from 'react';
import { problemsOf } from '../../api/client';
import type { StoredBackup } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { ago, plural, size } from '../../words';
import { ProblemList } from '../review/Problems';
import { BackupDetails } from './BackupDetails';
import { DeleteDialog } from './DeleteDialog';
import type { Restorable } from './RestoreDialog';
import { useCheckBackup, useRemove } from './useBackups';

interface Props {
  backup: StoredBackup;
  onRestore: (file: Restorable) => void;
}

/** Backup is one backup on disk, with what can be done with it. */
export function Backup({ backup, onRestore }: Props) {
  const check = useCheckBackup();
  const remove = useRemove('/api/backups/remove');
  const [deleting, setDeleting] = useState(false);
  const error = check.error ?? remove.error;
  return (
    <Paper component="li" variant="outlined" sx={{ p: 1.5, minWidth: 0 }} data-testid="backup">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
        <Box sx={{ flex: '1 1 300px', minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{backup.name}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>{about(backup)}</Typography>
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <State backup={backup} />
          <Button size="small" disabled={!backup.complete || check.isPending} onClick={() => check.mutate(backup.id)} aria-label={`Check ${backup.name}`}>
            {check.isPending ? 'Checking…' : 'Check'}
          </Button>
          <Button size="small" variant="outlined" disabled={!backup.complete} aria-label={`Restore… ${backup.name}`}
            onClick={() => onRestore({ id: backup.id, name: backup.name, database: backup.database, allow: [] })}>
            Restore…
          </Button>
          <ChangeButton size="small" color="error" disabled={!backup.complete || remove.isPending} onClick={() => setDeleting(true)} aria-label={`Delete ${backup.name}`}>
            Delete
          </ChangeButton>
        </Box>
      </Box>
      {backup.problem && <Alert severity="warning" sx={{ mt: 1 }}>{backup.problem}</Alert>}
      {backup.check && !backup.check.intact && <Alert severity="error" sx={{ mt: 1 }}>{backup.check.problem ?? 'It is not what was written.'}</Alert>}
      {error && <ProblemList problems={problemsOf(error)} />}
      <BackupDetails backup={backup} />
      <DeleteDialog
        what={backup.name} detail={`${size(backup.bytes)}, of ${backup.database || 'an unknown database'}`} open={deleting} onClose={() => setDeleting(false)}
        onDelete={() => {
          setDeleting(false);
          remove.mutate(backup.id);
        }}
      />
    </Paper>
  );
}

function about(b: StoredBackup): string {
  const parts = [b.database, ago(b.created_at), size(b.bytes), b.format];
  if (b.complete && b.tables > 0) parts.push(`${plural(b.rows, 'row')} in ${plural(b.tables, 'table')}`);
  if (b.intent) parts.push(`by ${b.intent}${b.run ? `, run ${b.run}` : ''}`);
  return parts.filter((p) => p !== '').join(' · ');
}

function State({ backup }: { backup: StoredBackup }) {
  if (!backup.complete) return <Chip size="small" color="warning" label="! incomplete" />;
  if (!backup.check) return <Chip size="small" variant="outlined" label="not checked" />;
  return backup.check.intact ? <Chip size="small" color="success" label="✓ intact" /> : <Chip size="small" color="error" label="✗ damaged" />;
}
