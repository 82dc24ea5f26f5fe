import { Box } from '@mui/material';
import { useState } from 'react';
import type { RunState } from '../../api/types';
import { ChangeButton } from '../../parts/ChangeButton';
import { Link, navigate } from '../../router';
import { ago, grouped, lasted } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { AbortDialog } from '../run/AbortDialog';
import type { useRunActions } from '../run/useRunActions';
import { resumable } from '../run/useStatus';
import { StatusChip } from './StatusChip';

interface Props {
  label: string;
  runs: RunState[];
  actions: ReturnType<typeof useRunActions>;
}

/** RunList lists runs, each of which opens. */
export function RunList({ label, runs, actions }: Props) {
  const [aborting, setAborting] = useState<RunState | null>(null);
  const buttons: Column<RunState> = {
    head: 'actions',
    cell: (r) => <Buttons run={r} actions={actions} onAbort={() => setAborting(r)} />,
  };
  const all = runs.some(resumable) ? [...columns, buttons] : columns;
  return (
    <>
      <Rows label={label} columns={all} rows={runs} keyOf={(r) => r.id} height={44} />
      {aborting && (
        <AbortDialog
          run={aborting} open onClose={() => setAborting(null)}
          onAbort={() => {
            actions.mutate({ run: aborting.id, action: 'abort' });
            setAborting(null);
          }}
        />
      )}
    </>
  );
}

/** pathOf is where a run is shown. */
function pathOf(run: RunState): string {
  return `/runs/${encodeURIComponent(run.id)}`;
}

const columns: Array<Column<RunState>> = [
  { head: 'run', cell: (r) => <Link to={pathOf(r)}>{r.id}</Link> },
  { head: 'status', cell: (r) => <StatusChip run={r} /> },
  { head: 'what', cell: (r) => `${r.intents.join(', ')}${r.targets.length > 0 ? ` → ${r.targets.join(', ')}` : ''}` },
  { head: 'started', cell: (r) => <time dateTime={r.started_at} title={new Date(r.started_at).toLocaleString()}>{ago(r.started_at)}</time> },
  { head: 'rows', right: true, cell: (r) => grouped(r.rows_done) },
  { head: 'steps', right: true, cell: (r) => `${grouped(r.steps_done)} of ${grouped(r.steps)}` },
  { head: 'took', right: true, cell: (r) => lasted((Date.parse(r.ended_at ?? r.updated_at) - Date.parse(r.started_at)) / 1000) },
  { head: 'by', cell: (r) => `${r.holder.user}@${r.holder.host}` },
];

function Buttons({ run, actions, onAbort }: { run: RunState; actions: Props['actions']; onAbort: () => void }) {
  if (!resumable(run)) return null;
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <ChangeButton
        size="small" variant="contained" disabled={actions.isPending || !run.plan_known} aria-label={`Resume run ${run.id}`}
        onClick={() => actions.mutate({ run: run.id, action: 'resume' }, { onSuccess: () => navigate(pathOf(run)) })}
      >
        Resume
      </ChangeButton>
      <ChangeButton size="small" variant="outlined" color="error" disabled={actions.isPending} aria-label={`Abort run ${run.id}`} onClick={onAbort}>
        Abort
      </ChangeButton>
    </Box>
  );
}
