import { Box, LinearProgress, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { problemsOf, upload } from '../../api/client';
import type { Upload } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { useReadOnly } from '../../parts/readOnly';
import { size } from '../../words';
import { ProblemList } from '../review/Problems';

/** UploadZone takes a file, dropped or chosen, and says how far it has come. */
export function UploadZone() {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const readOnly = useReadOnly();
  const [sent, setSent] = useState(0);
  const [over, setOver] = useState(false);
  const sending = useMutation({
    mutationFn: (file: File) => upload<Upload>(`/api/uploads?name=${encodeURIComponent(file.name)}`, file, setSent),
    onSettled: () => client.invalidateQueries({ queryKey: ['backups'] }),
  });
  const send = (file: File | undefined) => {
    if (!file || readOnly || sending.isPending) return;
    setSent(0);
    sending.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files[0]);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const file = sending.variables;
  return (
    <Box onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}
      sx={{ p: 2, border: 2, borderStyle: 'dashed', borderColor: over ? 'primary.main' : 'divider', borderRadius: 1, bgcolor: over ? 'action.hover' : undefined }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <ChangeButton variant="outlined" disabled={sending.isPending} onClick={() => input.current?.click()}>Upload a file</ChangeButton>
        <Typography variant="body2" color="textSecondary">or drop it here: a dump of pg_dump, as SQL, custom or tar. It is read and judged before anything is done with it.</Typography>
        <input ref={input} type="file" hidden aria-label="File to upload" onChange={(e) => {
          send(e.target.files?.[0]);
          e.target.value = '';
        }} />
      </Box>
      {sending.isPending && file && <Sent file={file} sent={sent} />}
      {sending.error && <ProblemList problems={problemsOf(sending.error)} />}
    </Box>
  );
}

function Sent({ file, sent }: { file: File; sent: number }) {
  const percent = file.size === 0 ? 100 : Math.floor((sent * 100) / file.size);
  return (
    <Box sx={{ mt: 1 }}>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {percent < 100 ? `Sending ${file.name}: ${size(sent)} of ${size(file.size)}` : `Reading ${file.name}: it is judged line by line…`}
      </Typography>
      <LinearProgress variant={percent < 100 ? 'determinate' : 'indeterminate'} value={percent} aria-label={`Upload of ${file.name}`} sx={{ mt: 0.5 }} />
    </Box>
  );
}
