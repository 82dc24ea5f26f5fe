import type { Plan, PlanForm } from '../../api/types';

/** formOf is what a visit of /review asks to plan: names in its query, or a form that the screen before has handed over. */
export function formOf(search: string, state: unknown): PlanForm | null {
  const names = new URLSearchParams(search).get('names');
  if (names) return { names: names.split(',').filter((name) => name !== '') };
  if (typeof state === 'object' && state !== null && ('restore' in state || 'backup' in state)) return state as PlanForm;
  return null;
}

/** A Start is how a plan is begun: what the button says, and where it is posted. */
export interface Start {
  confirm: string;
  go: string;
  path: string;
}

/** startOf tells by what the plan holds: rows that are copied come before files. */
export function startOf(plan: Plan): Start {
  const kinds = plan.intents.map((i) => i.kind);
  if (kinds.includes('copy')) return { confirm: 'Confirm and copy', go: 'Start the copy', path: '/api/copy' };
  if (kinds.includes('restore')) return { confirm: 'Confirm and restore', go: 'Start the restore', path: '/api/restore' };
  return { confirm: 'Back up now', go: 'Start the backup', path: '/api/backup' };
}
