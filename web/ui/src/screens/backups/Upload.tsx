import { Alert, Box, Button, Chip, Paper, Typography } from '@mui/material';
import { useState } from 'react';
import { problemsOf } from '../../api/client';
import type { Upload as UploadedFile } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { ago, plural, size } from '../../words';
import { ProblemList } from '../review/Problems';
import { DeleteDialog } from './DeleteDialog';
import { Findings } from './Findings';
import type { Restorable } from './RestoreDialog';
import { useRemove } from './useBackups';
import { groupsOf, standsInTheWay } from './verdict';

interface Props {
  upload: UploadedFile;
  onRestore: (file: Restorable) => void;
}

/** Upload is a file that was sent, with the scanner's verdict. */
export function Upload({ upload, onRestore }: Props) {
  const remove = useRemove('/api/uploads/remove');
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState(false);
  const inTheWay = standsInTheWay(upload, allowed);
  const groups = groupsOf(upload.findings);
  const parts = [upload.format || 'no dump', size(upload.bytes), ago(upload.uploaded_at), `SHA-256 ${upload.sha256.slice(0, 12)}…`];
  return (
    <Paper component="li" variant="outlined" sx={{ p: 1.5, minWidth: 0 }} data-testid="upload">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
        <Box sx={{ flex: '1 1 300px', minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{upload.name}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>{parts.join(' · ')}</Typography>
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <Verdict upload={upload} />
          <Button size="small" variant="outlined" disabled={inTheWay !== ''} aria-label={`Restore… ${upload.name}`}
            onClick={() => onRestore({ id: upload.id, name: upload.name, database: '', allow: [...allowed] })}>
            Restore…
          </Button>
          <ChangeButton size="small" color="error" disabled={remove.isPending} onClick={() => setDeleting(true)} aria-label={`Delete ${upload.name}`}>Delete</ChangeButton>
        </Box>
      </Box>
      {inTheWay !== '' && <Alert severity={groups.length > 0 || upload.problem ? 'error' : 'warning'} sx={{ mt: 1, overflowWrap: 'anywhere' }}>{inTheWay}</Alert>}
      <Findings groups={groups} allowed={allowed} onAllow={setAllowed} />
      {remove.error && <ProblemList problems={problemsOf(remove.error)} />}
      <DeleteDialog
        what={upload.name} detail={size(upload.bytes)} open={deleting} onClose={() => setDeleting(false)}
        onDelete={() => {
          setDeleting(false);
          remove.mutate(upload.id);
        }}
      />
    </Paper>
  );
}

function Verdict({ upload }: { upload: UploadedFile }) {
  if (upload.problem || upload.format === '') return <Chip size="small" color="error" label="✗ can’t be read" />;
  const count = upload.findings.length;
  if (count === 0 && upload.format !== 'plain') return <Chip size="small" variant="outlined" label="judged when its restore is planned" />;
  return count === 0
    ? <Chip size="small" color="success" label="✓ nothing found that leaves the database" />
    : <Chip size="small" color="error" label={`✗ ${plural(count, 'finding')}`} />;
}
