import { phaseOf, type PhaseKind } from '../review/phases';
import { grouped, plural, size } from '../../words';
import type { Progress, StepProgress } from './progress';
import type { TableProgress } from './tables';

const verbs: Record<PhaseKind, string> = {
  back_up: 'Backing up',
  drop_keys: 'Dropping foreign keys',
  drop_tables: 'Dropping tables',
  create: 'Creating what the target lacks',
  stop_triggers: 'Disabling triggers',
  empty: 'Emptying tables',
  copy: 'Copying',
  index: 'Building indexes',
  sequences: 'Setting sequences',
  add_keys: 'Adding foreign keys',
  triggers: 'Enabling triggers',
  comments: 'Writing comments',
  analyze: 'Analyzing tables',
  restore: 'Restoring',
  prune: 'Removing older backups',
  other: 'Working',
};

/** doing says what a run is at: "Copying table 2 of 10: 300 rows inserted". */
export function doing(progress: Progress, tables: TableProgress[]): string {
  const running = [...progress.steps.values()].filter((s) => s.state === 'running');
  const copying = running.some((s) => s.kind === 'copy');
  if (copying) return copyWords(progress, tables);
  const step = running[0];
  if (!step) return '';
  return stepWords(step);
}

function copyWords(progress: Progress, tables: TableProgress[]): string {
  const copied = tables.filter((t) => t.chunks > 0);
  const done = copied.filter((t) => t.state === 'done').length;
  const rows = plural(progress.totals?.rows_done ?? '0', 'row');
  return `Copying table ${grouped(Math.min(done + 1, copied.length))} of ${grouped(copied.length)}: ${rows} inserted`;
}

function stepWords(step: StepProgress): string {
  const phase = phaseOf(step.kind);
  const verb = verbs[phase];
  if (phase === 'back_up' || phase === 'restore') {
    const parts = [step.at === '' ? '' : `table ${step.at}`, step.bytes > 0n ? size(step.bytes) : ''].filter((p) => p !== '');
    return parts.length > 0 ? `${verb}: ${parts.join(', ')}` : verb;
  }
  const what = step.object || step.table;
  return what === '' ? verb : `${verb}: ${what}`;
}
