import type { Plan, PlanIntent, PlanStep } from '../../api/types';
import { phaseText } from './phaseWords';

/** The phases of an intent, in the order in which they run: people read plans and progress by them. */
export const phaseKinds = [
  'back_up', 'drop_keys', 'drop_tables', 'create', 'stop_triggers', 'empty', 'copy', 'index', 'sequences',
  'add_keys', 'triggers', 'comments', 'analyze', 'restore', 'prune', 'other',
] as const;

export type PhaseKind = (typeof phaseKinds)[number];

const kinds: Record<string, PhaseKind> = {
  backup: 'back_up',
  drop_foreign_key: 'drop_keys',
  drop_table: 'drop_tables',
  create_schema: 'create', create_type: 'create', create_function: 'create', create_sequence: 'create', create_table: 'create',
  disable_triggers: 'stop_triggers',
  truncate: 'empty',
  copy: 'copy',
  add_constraint: 'index', create_index: 'index',
  set_sequence: 'sequences',
  add_foreign_key: 'add_keys', validate_foreign_key: 'add_keys',
  enable_triggers: 'triggers', create_trigger: 'triggers',
  comment: 'comments',
  analyze: 'analyze',
  restore: 'restore',
  prune: 'prune',
};

/** phaseOf says to which phase a kind of step belongs. */
export function phaseOf(kind: string): PhaseKind {
  return kinds[kind] ?? 'other';
}

/** A Phase is the steps of one intent that do the same kind of thing. */
export interface Phase {
  kind: PhaseKind;
  steps: PlanStep[];
}

/** phases groups the steps of one intent. A rule that removes no backup is nothing to tell of. */
export function phases(plan: Plan, intent: string): Phase[] {
  const byKind = new Map<PhaseKind, Phase>();
  for (const step of plan.steps) {
    if (step.intent !== intent || (step.prune && step.prune.files.length === 0)) continue;
    const kind = phaseOf(step.kind);
    const phase = byKind.get(kind);
    if (phase) phase.steps.push(step);
    else byKind.set(kind, { kind, steps: [step] });
  }
  return phaseKinds.flatMap((kind) => byKind.get(kind) ?? []);
}

/** A Told is a phase in words, with the SQL of its steps. */
export interface Told {
  text: string;
  steps: PlanStep[];
  destroys: boolean;
}

/** told puts the phases of an intent into words, each with where it comes back what it takes away. */
export function told(plan: Plan, intent: PlanIntent): Told[] {
  const all = phases(plan, intent.name);
  const place = new Map<string, { kind: PhaseKind; number: number }>();
  all.forEach((phase, i) => phase.steps.forEach((s) => place.set(s.id, { kind: phase.kind, number: i + 1 })));
  return all.map((phase) => ({
    text: withBack(phaseText(phase, intent), back(phase, place)),
    steps: phase.steps,
    destroys: phase.steps.some((s) => (s.destroys ?? []).some((d) => d.rows !== '0' || !d.exact)),
  }));
}

const undoneBy: Partial<Record<PhaseKind, { by: PhaseKind; words: string }>> = {
  drop_keys: { by: 'add_keys', words: 'put back' },
  drop_tables: { by: 'create', words: 'created again' },
  stop_triggers: { by: 'triggers', words: 'for all clients; enabled again' },
};

/** back says in which step that comes back what a phase takes away. */
function back(phase: Phase, place: Map<string, { kind: PhaseKind; number: number }>): string {
  const undo = undoneBy[phase.kind];
  if (!undo) return '';
  const places = phase.steps.flatMap((s) => s.restored_by ?? []).map((id) => place.get(id));
  const last = places.findLast((p) => p?.kind === undo.by);
  return last ? `${undo.words} in step ${last.number}` : '';
}

function withBack(text: string, words: string): string {
  if (words === '') return text;
  return text.endsWith(')') ? `${text.slice(0, -1)}; ${words})` : `${text} (${words})`;
}
