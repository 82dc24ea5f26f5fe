import type { Totals } from '../../api/types';
import type { Progress, Sample } from './progress';

/** percent is how much of a run is done; it is 100 only where all of it is. */
export function percent(totals: Totals | null): number {
  if (!totals || totals.steps === 0) return 0;
  if (totals.steps_done >= totals.steps) return 100;
  const rows = BigInt(totals.rows);
  const part = rows > 0n ? Number((BigInt(totals.rows_done) * 100n) / rows) : (totals.steps_done * 100) / totals.steps;
  return Math.min(99, Math.floor(part));
}

/** A Pace is how fast a run goes, and how many seconds the rest will take. */
export interface Pace {
  rowsPerSecond: bigint;
  bytesPerSecond: bigint;
  secondsLeft: number | null;
}

/** pace looks at the last seconds for the rate, and at all that this process copied for what is left. */
export function pace(progress: Progress): Pace {
  const { recent, first, totals } = progress;
  const a = recent[0];
  const b = recent.at(-1);
  if (!a || !b || b.at <= a.at) return { rowsPerSecond: 0n, bytesPerSecond: 0n, secondsLeft: null };
  return {
    rowsPerSecond: perSecond(b.rows - a.rows, b.at - a.at),
    bytesPerSecond: perSecond(b.bytes - a.bytes, b.at - a.at),
    secondsLeft: totals && first ? left(first, b, BigInt(totals.rows)) : null,
  };
}

function perSecond(amount: bigint, milliseconds: number): bigint {
  return amount <= 0n ? 0n : (amount * 1000n) / BigInt(milliseconds);
}

function left(first: Sample, now: Sample, rows: bigint): number | null {
  const done = now.rows - first.rows;
  const spent = now.at - first.at;
  if (done <= 0n || spent < 2000 || rows <= now.rows) return null;
  return ((spent / 1000) * Number(rows - now.rows)) / Number(done);
}
