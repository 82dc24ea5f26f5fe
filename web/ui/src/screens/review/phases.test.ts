import { describe, expect, test } from 'vitest';
import type { Plan, PlanIntent, PlanStep } from '../../api/types';
import { losses, unguarded } from './destroyed';
import { formOf, startOf } from './form';
import { bare, parts, short } from './names';
import { told } from './phases';

function step(kind: string, over: Partial<PlanStep> = {}): PlanStep {
  return {
    id: `${kind}/${over.table ?? ''}/${over.object ?? ''}/${over.chunk?.number ?? ''}`, kind, intent: 'copy.refresh', sql: [], copy_in: 0, rows: '0', bytes: '0', ...over,
  };
}

const intent: PlanIntent = { name: 'copy.refresh', kind: 'copy', source: 'dev', target: 'qa', mode: 'overwrite', jobs: 4 };

function plan(...steps: PlanStep[]): Plan {
  return { steps, intents: [intent], databases: { qa: { schema: 'public' }, odd: { schema: 'Odd schema' } } } as unknown as Plan;
}

function words(...steps: PlanStep[]): string[] {
  return told(plan(...steps), intent).map((t) => t.text);
}

const chunk = (number: number) => ({ number, of: 2, from: '0', to: '0' });
const destroys = (table: string, rows: string, exact = true) => [{ table, rows, exact, only: false }];

describe('phases', () => {
  test('run in the order of a copy, whatever the order of the steps', () => {
    expect(
      words(
        step('analyze', { table: 'public.a' }),
        step('copy', { table: 'public.a' }),
        step('drop_foreign_key', { table: 'public.a', object: 'k', restored_by: ['add_foreign_key/public.a/k/'] }),
        step('add_foreign_key', { table: 'public.a', object: 'k' }),
        step('validate_foreign_key', { table: 'public.a', object: 'k' }),
      ),
    ).toEqual([
      'drop foreign key k (put back in step 3)',
      'copy 1 table with 4 workers',
      'add and validate foreign key k',
      'analyze table a',
    ]);
  });

  test('count chunks, and tell which of them empty their table', () => {
    const a = (n: number) => step('copy', { table: 'public.a', chunk: chunk(n), ...(n === 1 && { destroys: destroys('public.a', '7') }) });
    expect(words(a(1), a(2))).toEqual(['copy 1 table in 2 chunks with 4 workers; 1 of them emptied in the transaction that fills it']);
    expect(told(plan(a(1)), intent)[0]?.destroys).toBe(true);
    expect(told(plan(a(2)), intent)[0]?.destroys).toBe(false);
  });

  test('name up to three things and count more', () => {
    const tables = ['a', 'b', 'c', 'd'].map((t) => step('analyze', { table: `public.${t}` }));
    expect(words(...tables.slice(0, 3))).toEqual(['analyze 3 tables (a, b, c)']);
    expect(words(...tables)).toEqual(['analyze 4 tables']);
  });

  test('say what comes into being, kind by kind', () => {
    expect(words(step('create_table', { table: 'public.t' }), step('create_type', { object: 'mood' }), step('create_schema', { object: 's' }))).toEqual([
      'create schema s, type mood and table t',
    ]);
  });

  test('tell of backups and of those that go, but not of a rule that takes none', () => {
    const dump = { database: 'qa', directory: 'backups', format: 'plain', schemas: ['public'], bytes_estimate: '0', max_size: '0', jobs: 0, tool: '' };
    const prune = (files: string[]) => ({ database: 'qa', directory: 'backups/', keep: 7, max_age: '0', max_size: '0', files });
    expect(words(step('backup', { dump }), step('prune', { prune: prune([]) }))).toEqual(['back up the schema public of qa to backups/']);
    expect(words(step('prune', { prune: prune(['x']) }))).toEqual(['remove 1 older backup from backups/, once the new one is complete']);
  });

  test('know a step that the page was not taught', () => {
    expect(words(step('grow_wings'))).toEqual(['run 1 step']);
  });
});

describe('what is destroyed', () => {
  test('is added up exactly, beyond what a number of JavaScript can hold', () => {
    const found = losses(plan(step('truncate', { destroys: destroys('public.a', '9007199254740993') }), step('copy', { destroys: destroys('public.b', '1') })));
    expect(found).toMatchObject([{ label: 'qa', rows: 9007199254740994n, exact: true }]);
  });

  test('holds an estimate of nothing, and leaves out a count of nothing', () => {
    const found = losses(plan(step('truncate', { destroys: [...destroys('public.a', '0', false), ...destroys('public.b', '0')] })));
    expect(found[0]?.tables.map((t) => t.table)).toEqual(['public.a']);
    expect(found[0]?.exact).toBe(false);
  });

  test('is unguarded where no backup names its intent', () => {
    const losing = step('truncate', { destroys: destroys('public.a', '1') });
    const dump = { database: 'qa', directory: 'b', format: 'plain', guards: ['copy.refresh'], bytes_estimate: '0', max_size: '0', jobs: 0, tool: '' };
    expect(unguarded(plan(losing))).toEqual(['copy.refresh']);
    expect(unguarded(plan(losing, step('backup', { dump, intent: 'backup.b' })))).toEqual([]);
    expect(unguarded(plan(step('copy')))).toEqual([]);
  });
});

test('names come apart at dots outside of quotes', () => {
  expect(parts('"Odd.schema"."Order ""x"""')).toEqual(['"Odd.schema"', '"Order ""x"""']);
  expect(bare('public.orders')).toBe('orders');
  expect(short(plan(), 'qa', 'public.orders')).toBe('orders');
  expect(short(plan(), 'qa', 'audit.orders')).toBe('audit.orders');
  expect(short(plan(), 'odd', '"Odd schema".t')).toBe('t');
  expect(short(plan(), undefined, 'public.orders')).toBe('public.orders');
});

test('a visit says what to plan', () => {
  expect(formOf('?names=copy.refresh,backup.qa', null)).toEqual({ names: ['copy.refresh', 'backup.qa'] });
  const restore = { database: 'qa', file: 'id', backup_first: true, no_owner: false };
  expect(formOf('', { restore })).toEqual({ restore });
  expect(formOf('', null)).toBeNull();
  expect(formOf('?names=', { elsewhere: 1 })).toBeNull();
});

test('what is started is a copy before a restore before a backup', () => {
  const of = (...kinds: string[]) => startOf({ intents: kinds.map((kind) => ({ kind })) } as unknown as Plan).path;
  expect(of('backup', 'copy')).toBe('/api/copy');
  expect(of('backup', 'restore')).toBe('/api/restore');
  expect(of('backup')).toBe('/api/backup');
});
