import { Box, Chip, CircularProgress, Typography } from '@mui/material';
import type { Status } from '../../api/types';
import { problemsOf } from '../../api/client';
import { ProblemList } from '../review/Problems';
import { StatusChip } from '../runs/StatusChip';
import { Actions } from './Actions';
import { Log } from './Log';
import { ProgressTotal } from './ProgressTotal';
import { Receipt } from './Receipt';
import { TableList } from './TableList';
import { Unfinished } from './Unfinished';
import { tableProgress } from './tables';
import { useRunActions } from './useRunActions';
import { finished, useStatus } from './useStatus';
import { heard, useStream } from './useStream';

/** Run follows one run, and shows its receipt when it has ended. */
export function Run({ run }: { run: string }) {
  const status = useStatus(run);
  if (status.data) return <Following status={status.data} />;
  return (
    <>
      <Typography component="h1" variant="h5" sx={{ mb: 1.5 }}>Run {run}</Typography>
      {status.error ? <ProblemList problems={problemsOf(status.error)} /> : <CircularProgress aria-label={`Reading run ${run}`} />}
    </>
  );
}

function Following({ status }: { status: Status }) {
  const { run, plan } = status;
  const progress = useStream(status);
  const actions = useRunActions();
  const tables = tableProgress(plan, run.tables, progress);
  const ended = finished(run);
  return (
    <Box component="article" sx={{ minWidth: 0, pb: 6 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography component="h1" variant="h5">Run {run.id}</Typography>
        <StatusChip run={run} />
        <Typography sx={{ flex: '1 1 160px', overflowWrap: 'anywhere', minWidth: 0 }} color="textSecondary">
          {run.intents.join(', ')}
          {run.targets.length > 0 && ` → ${run.targets.join(', ')}`}
        </Typography>
        <Actions status={status} actions={actions} />
      </Box>
      {status.stopping && <Chip color="warning" size="small" sx={{ mt: 1 }} label={progress.stopping || 'Stopping: chunks in flight are finished'} />}
      <Typography aria-live="polite" role="status" sx={hidden}>{progress.milestone}</Typography>
      {actions.error && <ProblemList problems={problemsOf(actions.error)} />}
      <ProblemList problems={status.problems} />
      <Unfinished status={status} />
      {(!ended || status.doing !== '') && <ProgressTotal status={status} progress={progress} tables={tables} />}
      {ended ? <Receipt status={status} /> : <TableList plan={plan} tables={tables} />}
      {heard(status) ? <Log run={run.id} progress={progress} /> : <Elsewhere />}
    </Box>
  );
}

/** Elsewhere says where the log is of a run that another process of Poco has carried out. */
function Elsewhere() {
  return (
    <Typography variant="body2" color="textSecondary" sx={{ mt: 3 }}>
      Another process of Poco carried this run out: its log is in .poco/poco.log.
    </Typography>
  );
}

/** hidden is for what is read aloud and seen elsewhere. */
const hidden = { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' } as const;
