import { expect, test } from 'vitest';
import type { DumpFinding, Intent, Upload } from '../../api/types';
import { limitsOf } from './limits';
import { groupsOf, standsInTheWay } from './verdict';

const finding = (code: string, line: number): DumpFinding => ({ code, line, text: 'x', why: `why ${code}` });

function upload(over: Partial<Upload>): Upload {
  return { id: 'u', name: 'a.sql', bytes: '1', sha256: '', uploaded_at: '', format: 'plain', findings: [], ...over };
}

test('findings are told code by code', () => {
  const groups = groupsOf([finding('meta-command', 3), finding('role', 5), finding('meta-command', 9), finding('binary', 10)]);
  expect(groups.map((g) => [g.code, g.findings.map((f) => f.line), g.allowable])).toEqual([
    ['meta-command', [3, 9], true],
    ['role', [5], true],
    ['binary', [10], false],
  ]);
});

test('a file may be restored once every code is let through', () => {
  const file = upload({ findings: [finding('meta-command', 3), finding('role', 5)] });
  expect(standsInTheWay(file, new Set(['role']))).toBe('Refused unless you let through: meta-command.');
  expect(standsInTheWay(file, new Set(['role', 'meta-command']))).toBe('');
});

test('what the scanner can’t follow is never let through', () => {
  const file = upload({ findings: [finding('unfinished', 3)] });
  expect(standsInTheWay(file, new Set(['unfinished']))).not.toBe('');
});

test('a file that is no dump says so', () => {
  expect(standsInTheWay(upload({ format: '' }), new Set())).toBe('It is no dump that Poco knows.');
  expect(standsInTheWay(upload({ problem: 'cut off' }), new Set())).toBe('cut off');
});

test('limits are told in words', () => {
  const intent: Intent = { name: 'backup.b', kind: 'backup', database: 'qa', keep: 7, max_age: '30d', max_size: '0' };
  expect(limitsOf(intent)).toBe('keep 7, at most 30d old');
  expect(limitsOf({ ...intent, keep: 0, max_age: '' })).toBe('all are kept');
});
