import { describe, expect, test } from 'vitest';
import type { Event, Plan, StateTable, Totals } from '../../api/types';
import { doing } from './doing';
import { filtered } from './logFilter';
import { pace, percent } from './pace';
import { begin, longestLog, take, type Progress } from './progress';
import { tableProgress } from './tables';

const start = Date.parse('2026-11-24T12:00:00Z');

function event(type: string, seconds: number, over: Partial<Event> = {}): Event {
  return { at: new Date(start + seconds * 1000).toISOString(), type, intent: 'copy.refresh', chunk: 0, chunks: 0, rows: '0', bytes: '0', seconds: 0, ...over };
}

function copying(type: string, seconds: number, table: string, chunk: number, rows: string, done?: string): Event {
  return event(type, seconds, { kind: 'copy', step: `${table}/${chunk}`, table: `public.${table}`, chunk, rows, ...(done && { total: totals(done) }) });
}

function totals(rows_done: string, steps_done = 1): Totals {
  return { steps_done, steps: 4, rows_done, rows: '1000', bytes_done: rows_done, exact: true };
}

function follow(...events: Event[]): Progress {
  const progress = begin();
  for (const e of events) take(progress, { event: e, status: false });
  return progress;
}

const plan = {
  steps: [['a', 1], ['a', 2], ['b', 1]].map(([table, n]) => ({ id: `${table}/${n}`, kind: 'copy', intent: 'copy.refresh', table: `public.${table}` })),
} as unknown as Plan;

function known(name: string, over: Partial<StateTable> = {}): StateTable {
  return { intent: 'copy.refresh', name: `public.${name}`, planned: '500', exact: true, copied: '0', kept: '0', done: false, ...over };
}

describe('tables', () => {
  test('hold the rows of chunks that are done and of those in flight', () => {
    const progress = follow(
      event('run_started', 0, { total: totals('0') }),
      copying('step_started', 1, 'a', 1, '0'), copying('progress', 2, 'a', 1, '40'), copying('step_done', 3, 'a', 1, '100'),
      copying('step_started', 3, 'a', 2, '0'), copying('progress', 4, 'a', 2, '7'),
    );
    expect(tableProgress(plan, [known('a'), known('b')], progress)).toMatchObject([
      { name: 'public.a', rows: 107n, chunks: 2, chunksDone: 1, state: 'running' },
      { name: 'public.b', rows: 0n, chunks: 1, chunksDone: 0, state: 'waiting' },
    ]);
  });

  test('are told by the state where the stream has lost its beginning', () => {
    const progress = follow(copying('progress', 4, 'a', 2, '7'));
    expect(tableProgress(plan, [known('a', { copied: '100' }), known('b', { kept: '500', done: true })], progress)).toMatchObject([
      { rows: 100n, state: 'running' },
      { rows: 500n, chunksDone: 1, state: 'done' },
    ]);
  });

  test('begin again with a chunk that is copied afresh', () => {
    const progress = follow(event('run_started', 0), copying('step_done', 1, 'b', 1, '500'), copying('step_started', 2, 'b', 1, '0'));
    expect(tableProgress(plan, [known('b')], progress)).toMatchObject([{ rows: 0n, chunksDone: 0, state: 'running' }]);
  });

  test('forget what an earlier process of the run did, but for what the next one keeps', () => {
    const progress = follow(
      event('run_started', 0), copying('step_done', 1, 'a', 1, '100'), copying('step_done', 1, 'b', 1, '500'),
      event('run_started', 9), copying('step_kept', 9, 'b', 1, '500'),
    );
    const [a, b] = tableProgress(plan, [known('a'), known('b')], progress);
    expect(a).toMatchObject({ rows: 0n, state: 'waiting' });
    expect(b).toMatchObject({ rows: 500n, state: 'done' });
  });

  test('are the same when messages come twice', () => {
    const events = [event('run_started', 0), copying('step_started', 1, 'a', 1, '0'), copying('step_done', 2, 'a', 1, '100')];
    const once = tableProgress(plan, [known('a')], follow(...events));
    expect(tableProgress(plan, [known('a')], follow(...events, ...events))).toEqual(once);
  });
});

test('the words say which table of how many', () => {
  const progress = follow(
    event('run_started', 0), copying('step_done', 1, 'b', 1, '200'), copying('step_started', 1, 'a', 1, '0'),
    copying('progress', 2, 'a', 1, '100', '300'),
  );
  expect(doing(progress, tableProgress(plan, [known('a'), known('b')], progress))).toBe('Copying table 2 of 2: 300 rows inserted');
  expect(doing(follow(event('step_started', 0, { step: 'i', kind: 'create_index', object: 'by_day' })), [])).toBe('Building indexes: by_day');
  expect(doing(begin(), [])).toBe('');
});

describe('percent', () => {
  test('goes by rows, and is 100 only where every step is done', () => {
    expect(percent(totals('638'))).toBe(63);
    expect(percent(totals('1000', 3))).toBe(99);
    expect(percent(totals('2000', 3))).toBe(99);
    expect(percent(totals('1000', 4))).toBe(100);
    expect(percent({ ...totals('0', 2), rows: '0' })).toBe(50);
    expect(percent(null)).toBe(0);
  });
});

describe('pace', () => {
  test('is that of the last ten seconds; what is left goes by all that was copied', () => {
    const progress = follow(event('run_started', 0, { total: totals('0') }), copying('step_started', 0, 'a', 1, '0'));
    for (let s = 1; s <= 20; s++) take(progress, { event: copying('progress', s, 'a', 1, '0', String(s <= 10 ? s * 10 : 100 + (s - 10) * 40)), status: false });
    expect(pace(progress)).toEqual({ rowsPerSecond: 40n, bytesPerSecond: 40n, secondsLeft: 20 });
  });

  test('of a resumed run leaves out what was kept', () => {
    const progress = follow(
      event('run_started', 0, { total: totals('600') }), copying('step_kept', 0, 'b', 1, '600', '600'),
      copying('step_started', 1, 'a', 1, '0'), copying('progress', 5, 'a', 1, '200', '800'),
    );
    expect(pace(progress).secondsLeft).toBe(4);
  });

  test('is not told before there is something to go by', () => {
    expect(pace(follow(event('run_started', 0, { total: totals('0') })))).toEqual({ rowsPerSecond: 0n, bytesPerSecond: 0n, secondsLeft: null });
  });
});

test('milestones are few: the beginning, quarters, trouble and the end', () => {
  const said = new Set<string>();
  const progress = begin();
  const say = (e: Event) => {
    take(progress, { event: e, status: false });
    said.add(progress.milestone);
  };
  say(event('run_started', 0, { total: totals('0') }));
  for (let i = 1; i <= 100; i++) say(copying('progress', i, 'a', 1, '0', String(i * 10)));
  say(event('run_ended', 101, { message: 'done' }));
  expect([...said]).toEqual(['The run has begun', '25 % done', '50 % done', '75 % done', 'The run has ended: done']);
});

describe('the log', () => {
  test('keeps the newest lines and counts those that it let go', () => {
    const progress = begin();
    for (let i = 0; i <= longestLog; i++) take(progress, { log: { at: '', level: 'info', message: String(i) }, status: false });
    expect(progress.log.length + progress.dropped).toBe(longestLog + 1);
    expect(progress.log.at(-1)?.message).toBe(String(longestLog));
    expect(progress.dropped).toBeGreaterThan(0);
  });

  test('is filtered by level and text; what the page does not know is shown', () => {
    const lines = [['debug', 'Copy a'], ['info', 'copy b'], ['warn', 'slow'], ['fatal', 'COPY c']].map(([level = '', message = '']) => ({ at: '', level, message }));
    const messages = (level: 'debug' | 'info' | 'warn' | 'error', text: string) => filtered(lines, level, text).map((l) => l.message);
    expect(messages('debug', '')).toHaveLength(4);
    expect(messages('info', ' copy ')).toEqual(['copy b', 'COPY c']);
    expect(messages('error', '')).toEqual(['COPY c']);
  });
});

test('a message that says so makes the page ask for the status again', () => {
  const progress = begin();
  take(progress, { status: true });
  expect(progress.turns).toBe(1);
});
