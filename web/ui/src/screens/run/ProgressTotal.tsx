import { Box, LinearProgress, Paper, Typography } from '@mui/material';
import type { Status } from '../../api/types';
import { countedRows, grouped, lasted, size } from '../../words';
import { doing } from './doing';
import { pace, percent } from './pace';
import type { Progress } from './progress';
import type { TableProgress } from './tables';

interface Props {
  status: Status;
  progress: Progress;
  tables: TableProgress[];
}

/** ProgressTotal is how far a run is: a bar, and the same in words. */
export function ProgressTotal({ status, progress, tables }: Props) {
  const totals = progress.totals ?? status.totals ?? stated(status);
  const done = percent(totals);
  const measured = status.doing !== 'verifying' && status.doing !== 'aborting';
  const words = status.doing === '' ? at(status) : progress.stopping || doing(progress, tables) || at(status);
  return (
    <Paper variant="outlined" data-testid="progress-total" sx={{ mt: 2, p: { xs: 1.5, sm: 2 }, minWidth: 0 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, mb: 1 }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere', minWidth: 0 }}>{words}</Typography>
        {measured && <Typography sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{done} %</Typography>}
      </Box>
      <LinearProgress
        variant={measured ? 'determinate' : 'indeterminate'} value={done} aria-label="Progress of the run" aria-valuetext={measured ? `${done} %, ${words}` : words}
        sx={{ height: 10, borderRadius: 1, ...(measured && still) }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, mt: 1, color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        <span>{grouped(totals.rows_done)} of {countedRows(totals.rows, totals.exact)}</span>
        <span>{grouped(totals.steps_done)} of {grouped(totals.steps)} steps</span>
        {totals.bytes_done !== '0' && <span>{size(totals.bytes_done)}</span>}
        {status.doing === 'applying' && <Speed progress={progress} />}
      </Box>
    </Paper>
  );
}

/** still keeps a bar from running after its value. */
const still = { '.MuiLinearProgress-bar': { transition: 'none' } };

function Speed({ progress }: { progress: Progress }) {
  const { rowsPerSecond, bytesPerSecond, secondsLeft } = pace(progress);
  return (
    <>
      {rowsPerSecond > 0n && <span>{grouped(rowsPerSecond)} rows/s</span>}
      {bytesPerSecond > 0n && <span>{size(bytesPerSecond)}/s</span>}
      {secondsLeft !== null && <span>{lasted(Math.round(secondsLeft))} left</span>}
    </>
  );
}

/** stated are the totals that the run's state holds, where no stream tells them. */
function stated({ run }: Status) {
  return { steps_done: run.steps_done, steps: run.steps, rows_done: run.rows_done, rows: run.rows, bytes_done: '0', exact: run.tables.every((t) => t.exact) };
}

const words: Record<string, string> = { applying: 'Applying', aborting: 'Aborting: putting back what the run took away', verifying: 'Verifying: source and target are compared' };

/** at says where a run is when no step tells more. */
function at({ run, doing }: Status): string {
  if (doing !== '') return words[doing] ?? doing;
  if (run.alive && run.status === 'running') return `Running in another process: ${run.holder.command}`;
  if (run.status === 'running') return 'Interrupted: its process has ended';
  return run.status.charAt(0).toUpperCase() + run.status.slice(1);
}
