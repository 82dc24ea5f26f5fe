import { Chip } from '@mui/material';
import type { RunState } from '../../api/types';

type Look = [text: string, color: 'success' | 'error' | 'warning' | 'info' | 'default'];

const looks: Record<string, Look> = {
  done: ['✓ done', 'success'],
  failed: ['✗ failed', 'error'],
  interrupted: ['! interrupted', 'warning'],
  aborted: ['aborted', 'default'],
};

/** StatusChip says where a run is. One whose process has died is interrupted, whatever its state says. */
export function StatusChip({ run }: { run: RunState }) {
  const [text, color] = lookOf(run);
  return <Chip size="small" variant="outlined" color={color} label={text} />;
}

function lookOf(run: RunState): Look {
  if (run.status !== 'running') return looks[run.status] ?? [run.status, 'default'];
  return run.alive || run.here ? ['▸ running', 'info'] : ['! interrupted', 'warning'];
}
