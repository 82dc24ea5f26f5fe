import { Box } from '@mui/material';
import type { Upload as UploadedFile } from '../../api/types';
import { Section } from '../review/Section';
import type { Restorable } from './RestoreDialog';
import { Upload } from './Upload';
import { UploadZone } from './UploadZone';

interface Props {
  uploads: UploadedFile[];
  onRestore: (file: Restorable) => void;
}

/** Uploads are the files that people have sent, and where to send another. */
export function Uploads({ uploads, onRestore }: Props) {
  return (
    <Section title="Uploaded files">
      <UploadZone />
      <Box component="ul" sx={{ m: 0, mt: 1, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
        {uploads.map((upload) => (
          <Upload key={upload.id} upload={upload} onRestore={onRestore} />
        ))}
      </Box>
    </Section>
  );
}
