import { Box, Typography } from '@mui/material';
import type { BackupFolder } from '../../api/types';
import { plural, size } from '../../words';
import { folder as named } from '../review/phaseWords';
import { Section } from '../review/Section';
import { Backup } from './Backup';
import type { Restorable } from './RestoreDialog';
import { limitsOf } from './limits';

interface Props {
  folder: BackupFolder;
  onRestore: (file: Restorable) => void;
}

/** Folder is one folder of backups: how much is in it, how much room there is, what its blocks keep. */
export function Folder({ folder, onRestore }: Props) {
  const complete = folder.files.filter((f) => f.complete).length;
  const free = BigInt(folder.free_bytes) < 0n ? '' : `; ${size(folder.free_bytes)} free`;
  return (
    <Section
      title={named(folder.directory)}
      extra={<Typography variant="body2" color="textSecondary">{plural(complete, 'backup')}, {size(folder.bytes)}{free}</Typography>}
    >
      {folder.intents.map((intent) => (
        <Typography key={intent.name} variant="body2" color="textSecondary">
          {intent.name} of {intent.database}: {limitsOf(intent)}
        </Typography>
      ))}
      {folder.files.length === 0 && <Typography variant="body2">Nothing is in it yet.</Typography>}
      <Box component="ul" sx={{ m: 0, mt: 1, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
        {folder.files.map((file) => (
          <Backup key={file.id} backup={file} onRestore={onRestore} />
        ))}
      </Box>
    </Section>
  );
}
