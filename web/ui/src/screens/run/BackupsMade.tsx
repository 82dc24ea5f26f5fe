import { Box, Button, Typography } from '@mui/material';
import type { Receipt, StoredBackup } from '../../api/types';
import { navigate } from '../../router';
import { plural, size } from '../../words';
import { useBackups } from '../backups/useBackups';
import { Section } from '../review/Section';

/** BackupsMade are the backups of a run, each with what plans its restore, and the older ones that went for them. */
export function BackupsMade({ run, receipt }: { run: string; receipt: Receipt | null }) {
  const backups = useBackups();
  const there = (backups.data?.folders ?? []).flatMap((f) => f.files).filter((f) => f.run === run && f.complete);
  const gone = (receipt?.backups ?? []).filter((b) => backups.data && !there.some((f) => f.sha256 === b.sha256));
  const pruned = receipt?.pruned ?? [];
  if (there.length + gone.length + pruned.length === 0) return null;
  return (
    <Section title="Backups">
      {there.map((backup) => (
        <Made key={backup.id} backup={backup} />
      ))}
      {gone.map(({ file }) => (
        <Line key={file} text={`made, but not there any more: ${file}`} />
      ))}
      {pruned.map((file) => (
        <Line key={file} text={`removed, as its block says: ${file}`} />
      ))}
    </Section>
  );
}

function Line({ text }: { text: string }) {
  return <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{text}</Typography>;
}

function Made({ backup }: { backup: StoredBackup }) {
  const restore = { database: backup.database, file: backup.id, backup_first: true, no_owner: false };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1 }}>
      <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
        <Typography sx={{ overflowWrap: 'anywhere' }}>{backup.name}</Typography>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {backup.database}, {size(backup.bytes)}, {plural(backup.rows, 'row')} in {plural(backup.tables, 'table')}
          {backup.sha256 && `, SHA-256 ${backup.sha256.slice(0, 12)}…`}
        </Typography>
      </Box>
      <Button variant="outlined" onClick={() => navigate('/review', { restore })}>
        Plan the restore
      </Button>
    </Box>
  );
}
