import { Box, Typography } from '@mui/material';
import { problemsOf } from '../../api/client';
import type { Preview } from '../../api/types';
import { Problems } from '../../parts/Problems';
import { Diff } from './Diff';

interface Props {
  preview: Preview | undefined;
  error: Error | null;
  missing: string;
}

/** RecipePane shows what saving would change in the files. */
export function RecipePane({ preview, error, missing }: Props) {
  if (missing !== '') return <Typography variant="body2" color="textSecondary">{missing}</Typography>;
  if (error) return <Problems problems={problemsOf(error)} />;
  if (!preview) return <Typography variant="body2" color="textSecondary">Reading…</Typography>;
  return (
    <>
      <Problems problems={preview.problems} />
      {preview.problems.length === 0 && preview.files.length === 0 && (
        <Typography variant="body2" color="textSecondary">Nothing to save: the recipe says this already.</Typography>
      )}
      {preview.files.map((file) => (
        <Box key={file.name} sx={{ mb: 1 }}>
          <Typography variant="caption" sx={{ fontFamily: 'monospace' }}>{file.name}</Typography>
          <Diff text={file.diff} label={`Change of ${file.name}`} />
        </Box>
      ))}
    </>
  );
}
