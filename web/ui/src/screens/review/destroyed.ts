import type { Plan, PlanDestroys, PlanStep, PlanTable } from '../../api/types';

/** A Loss is what a plan removes from one database. */
export interface Loss {
  label: string;
  rows: bigint;
  exact: boolean;
  tables: PlanDestroys[];
}

const removing = ['overwrite', 'recreate', 'restore'];

/** removes says whether a mode takes away the rows that the target has. */
export function removes(mode: string): boolean {
  return removing.includes(mode);
}

/** loses says whether rows of the target's table are destroyed, or may be. */
export function loses(table: PlanTable): boolean {
  const { target, target_exact } = table.rows;
  return removes(table.mode) && target !== null && (target !== '0' || !target_exact);
}

/** losses adds up what a plan destroys, database by database: also of those that lose nothing. */
export function losses(plan: Plan): Loss[] {
  const targets = new Map(plan.intents.map((i) => [i.name, i.target ?? '']));
  const sums = new Map<string, Loss>();
  for (const label of targets.values()) {
    if (label !== '') sums.set(label, { label, rows: 0n, exact: true, tables: [] });
  }
  for (const step of plan.steps) add(sums.get(targets.get(step.intent) ?? ''), step);
  return [...sums.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

function add(loss: Loss | undefined, step: PlanStep): void {
  if (!loss) return;
  for (const one of step.destroys ?? []) {
    if (one.rows === '0' && one.exact) continue;
    loss.rows += BigInt(one.rows);
    loss.exact &&= one.exact;
    loss.tables.push(one);
  }
}

/** unguarded are the intents that destroy something of which no backup is made before. */
export function unguarded(plan: Plan): string[] {
  const guarded = new Set(plan.steps.flatMap((s) => s.dump?.guards ?? []));
  const losing = plan.steps.filter((s) => (s.destroys ?? []).some((d) => d.rows !== '0' || !d.exact));
  return [...new Set(losing.map((s) => s.intent))].filter((name) => !guarded.has(name));
}
