import { Box } from '@mui/material';
import { useState } from 'react';
import type { Status } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { AbortDialog } from './AbortDialog';
import type { useRunActions } from './useRunActions';
import { resumable } from './useStatus';

interface Props {
  status: Status;
  actions: ReturnType<typeof useRunActions>;
}

/** Actions are the buttons of a run: those that make sense where it is. */
export function Actions({ status, actions }: Props) {
  const [aborting, setAborting] = useState(false);
  const { run, doing, stopping } = status;
  const busy = actions.isPending;
  const unfinished = doing === '' && resumable(run);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {doing !== '' && (
        <ChangeButton variant="contained" color={stopping ? 'error' : 'warning'} disabled={busy} onClick={() => actions.mutate({ run: run.id, action: 'stop', now: stopping })}>
          {stopping ? 'Stop at once' : 'Stop'}
        </ChangeButton>
      )}
      {unfinished && (
        <>
          <ChangeButton variant="contained" disabled={busy || !run.plan_known} onClick={() => actions.mutate({ run: run.id, action: 'resume' })}>Resume</ChangeButton>
          <ChangeButton variant="outlined" color="error" disabled={busy} onClick={() => setAborting(true)}>Abort</ChangeButton>
        </>
      )}
      {doing === '' && run.status === 'done' && run.plan_known && (
        <ChangeButton variant="outlined" disabled={busy} onClick={() => actions.mutate({ run: run.id, action: 'verify' })}>Verify</ChangeButton>
      )}
      <AbortDialog
        run={run} open={aborting} onClose={() => setAborting(false)}
        onAbort={() => {
          setAborting(false);
          actions.mutate({ run: run.id, action: 'abort' });
        }}
      />
    </Box>
  );
}
