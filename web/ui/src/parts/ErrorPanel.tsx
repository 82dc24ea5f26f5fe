import { Box, Button, IconButton, Paper, Snackbar, Typography } from '@mui/material';
import { useState } from 'react';
import { CloseIcon } from '../icons';
import { dismiss, dismissAll, useNotices, type Notice } from './notices';

/** ErrorPanel keeps what went wrong, until it is put away; the newest is said at once. */
export function ErrorPanel() {
  const notices = useNotices();
  const [heard, setHeard] = useState(0);
  const newest = notices[0];
  return (
    <>
      {notices.length > 0 && (
        <Paper component="section" aria-label="What went wrong" data-testid="error-panel" sx={{ p: 1.5, mb: 2, borderColor: 'error.main' }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
            <Typography component="h2" variant="subtitle2" color="error" sx={{ flex: 1 }}>What went wrong</Typography>
            <Button onClick={dismissAll}>Dismiss all</Button>
          </Box>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 240, overflow: 'auto' }}>
            {notices.map((notice) => <Item key={notice.id} notice={notice} />)}
          </Box>
        </Paper>
      )}
      <Snackbar
        open={newest !== undefined && newest.id > heard}
        message={newest?.problem.summary}
        autoHideDuration={8000}
        sx={{ bottom: { xs: 140, sm: 76 } }}
        onClose={(_, reason) => reason !== 'clickaway' && setHeard(newest?.id ?? 0)}
      />
    </>
  );
}

function Item({ notice: { id, at, problem } }: { notice: Notice }) {
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, py: 0.75, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{problem.summary}</Typography>
        {problem.detail && <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{problem.detail}</Typography>}
        <Typography variant="caption" color="textSecondary">
          {at.toLocaleTimeString()}
          {problem.file && ` · ${problem.file}${problem.line > 0 ? ` line ${problem.line}` : ''}`}
        </Typography>
      </Box>
      <Box>
        <IconButton aria-label={`Dismiss: ${problem.summary}`} onClick={() => dismiss(id)}><CloseIcon /></IconButton>
      </Box>
    </Box>
  );
}
