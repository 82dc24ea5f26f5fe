import type { Event, LogLine, Message, Totals } from '../../api/types';
import { percent } from './pace';

/** A StepProgress is one step of a run as its events tell it. */
export interface StepProgress {
  kind: string;
  intent: string;
  table: string;
  object: string;
  state: 'running' | 'done' | 'kept' | 'failed';
  rows: bigint;
  bytes: bigint;
  /** at is the table that a tool is at. */
  at: string;
}

/** A Sample is how much was moved at a moment, in milliseconds. */
export interface Sample {
  at: number;
  rows: bigint;
  bytes: bigint;
}

/**
 * A Progress is a run as the messages of its stream tell it. It changes in place, some ten times a
 * second and step, and counts its changes in version: who shows it looks now and then.
 */
export interface Progress {
  version: number;
  /** whole is true where the stream has been read from a beginning of the run: nothing is missing. */
  whole: boolean;
  steps: Map<string, StepProgress>;
  totals: Totals | null;
  recent: Sample[];
  /** first is where this process began to copy: the pace is that of its own work. */
  first: Sample | null;
  log: LogLine[];
  /** dropped is how many lines of the log were let go, the oldest first. */
  dropped: number;
  stopping: string;
  ended: string;
  /** milestone is the last thing that is worth being read aloud. */
  milestone: string;
  /** turns counts the messages that say: ask for the status again. */
  turns: number;
}

/** longestLog is how many lines of a log the page keeps; all of them can be downloaded. */
export const longestLog = 20_000;

const window = 10_000;

export function begin(): Progress {
  return {
    version: 0, whole: false, steps: new Map(), totals: null, recent: [], first: null, log: [], dropped: 0,
    stopping: '', ended: '', milestone: '', turns: 0,
  };
}

/** take follows one message. */
export function take(progress: Progress, message: Message): void {
  progress.version++;
  if (message.status) progress.turns++;
  if (message.log) note(progress, message.log);
  if (message.event) follow(progress, message.event);
}

function note(progress: Progress, line: LogLine): void {
  progress.log.push(line);
  if (progress.log.length > longestLog) {
    const extra = longestLog / 10;
    progress.log.splice(0, extra);
    progress.dropped += extra;
  }
}

function follow(progress: Progress, event: Event): void {
  switch (event.type) {
    case 'run_started':
      restart(progress, event);
      break;
    case 'step_started':
      step(progress, event, 'running');
      if (event.kind === 'copy' && progress.totals) progress.first ??= sampled(event, progress.totals);
      break;
    case 'progress':
      move(step(progress, event, 'running'), event);
      break;
    case 'step_done':
      move(step(progress, event, 'done'), event);
      break;
    case 'step_kept':
      move(step(progress, event, 'kept'), event);
      break;
    case 'step_failed':
      step(progress, event, 'failed');
      progress.milestone = `Failed: ${event.table || event.object || event.kind}`;
      break;
    case 'retrying':
      progress.milestone = `Trying again: ${event.message ?? ''}`;
      break;
    case 'stopping':
      progress.stopping = event.message || 'stopping';
      progress.milestone = `Stopping: ${progress.stopping}`;
      break;
    case 'run_ended':
      progress.ended = event.message ?? '';
      progress.milestone = `The run has ended: ${progress.ended}`;
  }
  if (event.total) position(progress, event, event.total);
}

/** restart forgets what an earlier process did: this one tells which of its steps it keeps. */
function restart(progress: Progress, event: Event): void {
  progress.whole = true;
  progress.steps.clear();
  progress.recent = [];
  progress.first = null;
  progress.stopping = '';
  progress.ended = '';
  progress.milestone = event.message || 'The run has begun';
}

function step(progress: Progress, event: Event, state: StepProgress['state']): StepProgress {
  const id = event.step ?? '';
  const known = progress.steps.get(id);
  if (known && event.type !== 'step_started') {
    known.state = state;
    return known;
  }
  const made: StepProgress = {
    kind: event.kind ?? '', intent: event.intent ?? '', table: event.table ?? '', object: event.object ?? '',
    state, rows: 0n, bytes: 0n, at: '',
  };
  progress.steps.set(id, made);
  return made;
}

function move(step: StepProgress, event: Event): void {
  step.rows = BigInt(event.rows);
  step.bytes = BigInt(event.bytes);
  step.at = event.message ?? '';
}

/** position follows the totals, and keeps the samples of the last seconds. */
function position(progress: Progress, event: Event, totals: Totals): void {
  const before = percent(progress.totals);
  progress.totals = totals;
  const sample = sampled(event, totals);
  if (event.kind === 'copy' && event.type === 'progress') progress.first ??= sample;
  const last = progress.recent.at(-1);
  if (!last || sample.at - last.at >= 200) progress.recent.push(sample);
  while (progress.recent.length > 2 && sample.at - (progress.recent[0]?.at ?? 0) > window) progress.recent.shift();
  const quarter = Math.floor(percent(totals) / 25) * 25;
  if (before < quarter && quarter < 100 && event.type !== 'run_started') progress.milestone = `${quarter} % done`;
}

function sampled(event: Event, totals: Totals): Sample {
  return { at: Date.parse(event.at), rows: BigInt(totals.rows_done), bytes: BigInt(totals.bytes_done) };
}
