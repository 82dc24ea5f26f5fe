import type { Plan, StateTable } from '../../api/types';
import type { Progress } from './progress';

/** A TableProgress is one table of a run while it goes on. */
export interface TableProgress {
  intent: string;
  name: string;
  planned: bigint;
  exact: boolean;
  /** rows are those that are there: copied, kept, and those of the chunks in flight. */
  rows: bigint;
  chunks: number;
  chunksDone: number;
  state: 'waiting' | 'running' | 'done' | 'failed';
}

/**
 * tableProgress tells the tables of a run in the plan's order. What the stream no longer holds is
 * taken from the run's state.
 */
export function tableProgress(plan: Plan | null, known: StateTable[], progress: Progress): TableProgress[] {
  const tables = new Map<string, TableProgress>();
  for (const t of known) tables.set(key(t.intent, t.name), waiting(t));
  for (const s of plan?.steps ?? []) {
    const t = s.kind === 'copy' && s.table ? tables.get(key(s.intent, s.table)) : undefined;
    if (t) t.chunks++;
  }
  const fromStream = streamed(progress);
  known.forEach((t) => {
    const table = tables.get(key(t.intent, t.name));
    if (table) settle(table, t, fromStream.get(key(t.intent, t.name)), progress.whole);
  });
  return [...tables.values()];
}

/** key tells the tables of several intents apart. */
function key(intent: string, name: string): string {
  return `${intent}\0${name}`;
}

function waiting(t: StateTable): TableProgress {
  return {
    intent: t.intent, name: t.name, planned: BigInt(t.planned), exact: t.exact,
    rows: 0n, chunks: 0, chunksDone: 0, state: 'waiting',
  };
}

interface Sum {
  rows: bigint;
  done: number;
  running: boolean;
  failed: boolean;
}

function streamed(progress: Progress): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const s of progress.steps.values()) {
    if (s.kind !== 'copy') continue;
    const sum = sums.get(key(s.intent, s.table)) ?? { rows: 0n, done: 0, running: false, failed: false };
    sums.set(key(s.intent, s.table), sum);
    sum.rows += s.state === 'failed' ? 0n : s.rows;
    sum.done += s.state === 'done' || s.state === 'kept' ? 1 : 0;
    sum.running ||= s.state === 'running';
    sum.failed ||= s.state === 'failed';
  }
  return sums;
}

function settle(table: TableProgress, known: StateTable, sum: Sum | undefined, whole: boolean): void {
  const stated = BigInt(known.copied) + BigInt(known.kept);
  const told = sum?.rows ?? 0n;
  const trusted = whole && sum !== undefined;
  table.rows = trusted || told > stated ? told : stated;
  table.chunksDone = known.done ? table.chunks : Math.min(sum?.done ?? 0, table.chunks);
  if (known.done || (table.chunks > 0 && table.chunksDone === table.chunks)) table.state = 'done';
  else if (sum?.running) table.state = 'running';
  else if (sum?.failed) table.state = 'failed';
  else if (table.rows > 0n) table.state = 'running';
}
