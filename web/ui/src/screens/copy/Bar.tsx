import { Button, Paper, Typography } from '@mui/material';
import type { Draft } from '../../api/types';

interface Props {
  draft: Draft;
  missing: string;
  busy: boolean;
  onReview: () => void;
}

/** Bar stays in sight: it says in short what will be planned, and leads to the plan. */
export function Bar({ draft, missing, busy, onReview }: Props) {
  return (
    <Paper
      elevation={0} square
      sx={{ position: 'sticky', bottom: 0, zIndex: 3, mx: { xs: -1.5, sm: -3 }, mb: -2, px: { xs: 1.5, sm: 3 }, py: 1.25, display: 'flex', alignItems: 'center', gap: 2, border: 0, borderTop: '1px solid var(--mui-palette-divider)' }}
    >
      <Typography variant="body2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        {missing !== '' ? missing : (
          <>
            <strong>{draft.source} → {draft.target}</strong>, {draft.mode}
            {draft.backup && ', backup first'}
          </>
        )}
      </Typography>
      <Button size="medium" variant="contained" disabled={missing !== '' || busy} onClick={onReview}>Review plan</Button>
    </Paper>
  );
}
