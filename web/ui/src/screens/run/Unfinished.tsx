import { Alert, AlertTitle, Typography } from '@mui/material';
import type { Status } from '../../api/types';
import { Copyable } from '../review/Code';
import { resumable } from './useStatus';

/** Unfinished says of a run that nobody works on why it stands still, and how to go on. */
export function Unfinished({ status }: { status: Status }) {
  const { run } = status;
  if (status.doing !== '' || !resumable(run)) return null;
  const failed = run.status === 'failed';
  return (
    <Alert severity={failed ? 'error' : 'warning'} sx={{ mt: 2, '.MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      <AlertTitle>{failed ? 'The run has failed' : 'The run was interrupted'}</AlertTitle>
      {run.error && status.problems.length === 0 && <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{run.error}</Typography>}
      <Typography variant="body2" sx={{ my: 1 }}>
        What is done stays done: Resume goes on where it stopped. Abort puts back what it took away and ends it.
        {!run.plan_known && ' Its plan is not stored here: resume it where it was begun.'}
      </Typography>
      {status.resume !== '' && <Copyable text={status.resume} label="Command that resumes" />}
    </Alert>
  );
}
