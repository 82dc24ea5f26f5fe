import { Box, Typography } from '@mui/material';
import { useState } from 'react';
import type { StoredBackup } from '../../api/types';
import { grouped } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { Copyable } from '../review/Code';

const columns: Array<Column<[name: string, rows: string]>> = [
  { head: 'table', cell: ([name]) => name },
  { head: 'rows', right: true, cell: ([, rows]) => grouped(rows) },
];

/** BackupDetails opens to what a backup holds, and how it is restored without Poco. */
export function BackupDetails({ backup }: { backup: StoredBackup }) {
  const [open, setOpen] = useState(false);
  const contents = Object.entries(backup.contents ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const byHand = backup.by_hand ?? [];
  if (contents.length + byHand.length === 0 && !backup.sha256) return null;
  return (
    <Box component="details" sx={{ mt: 1, '& summary': { cursor: 'pointer' } }} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary aria-label={`Details of ${backup.name}`}>Details</summary>
      {open && (
        <Box sx={{ mt: 1, display: 'grid', gap: 1.5, minWidth: 0 }}>
          {backup.sha256 && <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>SHA-256 {backup.sha256}</Typography>}
          <Typography variant="body2">Made {new Date(backup.created_at).toLocaleString()}</Typography>
          {contents.length > 0 && <Rows label={`Contents of ${backup.name}`} columns={columns} rows={contents} keyOf={([name]) => name} />}
          {byHand.length > 0 && (
            <div>
              <Typography variant="body2" sx={{ mb: 0.5 }}>Without Poco:</Typography>
              <Copyable text={byHand.join('\n')} label={`How to restore ${backup.name} by hand`} />
            </div>
          )}
        </Box>
      )}
    </Box>
  );
}
