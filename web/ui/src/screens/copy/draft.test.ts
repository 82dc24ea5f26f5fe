import { describe, expect, it } from 'vitest';
import type { Card } from '../../api/types';
import { chosen, fresh, missingIn, nameOf, reduce, ruleOf, type Action } from './draft';
import { matches, schemaOf, shortName } from './pattern';

const card = (label: string, isProtected = false): Card => ({ label, address: '', schema: 'public', protected: isProtected, has_url: true, has_password: true });
const databases = [card('prod', true), card('dev'), card('qa')];
const tables = ['public.a', 'public.b', 'shop.c'];
const after = (...actions: Action[]) => actions.reduce(reduce, fresh(databases));

describe('direction', () => {
  it('starts from the first database to one that may be written', () => {
    expect(fresh(databases)).toMatchObject({ source: 'prod', target: 'dev', backup: true });
    expect(nameOf(fresh(databases))).toBe('prod_to_dev');
    expect(nameOf(fresh([card('1 a'), card('b')]))).toBe('copy_1_a_to_b');
  });
  it('never makes a protected database the target', () => {
    expect(after({ do: 'flip', databases })).toMatchObject({ source: 'prod', target: 'dev' });
    expect(after({ do: 'target', label: 'prod', databases })).toMatchObject({ target: '' });
    expect(after({ do: 'source', label: 'dev', databases })).toMatchObject({ source: 'dev', target: '' });
  });
  it('flips what may be flipped, and keeps the tables', () => {
    const flipped = after({ do: 'source', label: 'qa', databases }, { do: 'tick', table: 'public.a', on: true, covered: false }, { do: 'flip', databases });
    expect(flipped).toMatchObject({ source: 'dev', target: 'qa', ticked: ['public.a'] });
  });
});

describe('what is missing', () => {
  const draft = { ...fresh(databases), ticked: ['public.a'] };
  it('is nothing where source, target and tables are there', () => expect(missingIn(draft, databases)).toBe(''));
  it('is a table, or a target', () => {
    expect(missingIn(fresh(databases), databases)).toBe('Tick the tables to copy.');
    expect(missingIn({ ...draft, target: '' }, databases)).toBe('Choose a target.');
  });
  it('is another target where a block names one that is protected', () => {
    expect(missingIn({ ...draft, target: 'prod' }, databases)).toContain('prod is protected');
    expect(missingIn({ ...draft, foreign: 'it has an attribute of its own', target: 'prod' }, databases)).toContain('prod is protected');
    expect(missingIn(draft, databases.map((d) => ({ ...d, protected: true })))).toContain('dev is protected');
  });
});

describe('names of databases', () => {
  it('follows one that is renamed', () => {
    expect(after({ do: 'rename', was: 'dev', label: 'stage' })).toMatchObject({ source: 'prod', target: 'stage' });
  });
});

describe('tables', () => {
  it('ticks and unticks by name', () => {
    expect(after({ do: 'tick', table: 'public.a', on: true, covered: false }).ticked).toEqual(['public.a']);
    const off = after({ do: 'tick', table: 'public.a', on: true, covered: false }, { do: 'tick', table: 'public.a', on: false, covered: false });
    expect(off).toMatchObject({ ticked: [], unticked: [] });
  });
  it('leaves out by name what a key brings in', () => {
    const off = after({ do: 'tick', table: 'public.b', on: false, covered: true });
    expect(off.unticked).toEqual(['public.b']);
    expect(reduce(off, { do: 'tick', table: 'public.b', on: true, covered: true })).toMatchObject({ ticked: [], unticked: [] });
  });
  it('keeps the whole list as all, with other schemas by name', () => {
    const all = after({ do: 'tick all', tables, covered: [], on: true, whole: true, schema: 'public' });
    expect(all).toMatchObject({ all: true, ticked: ['shop.c'] });
    expect([...chosen(all, tables, 'public')]).toEqual(tables);
    const less = reduce(all, { do: 'tick', table: 'public.a', on: false, covered: true });
    expect([...chosen(less, tables, 'public')]).toEqual(['public.b', 'shop.c']);
    expect(reduce(less, { do: 'tick all', tables, covered: [], on: false, whole: true, schema: 'public' })).toMatchObject({ all: false, ticked: [], unticked: [] });
  });
  it('takes only what is listed where a filter is set', () => {
    const some = after({ do: 'tick all', tables: ['public.a'], covered: [], on: true, whole: false, schema: 'public' });
    expect(some).toMatchObject({ all: false, ticked: ['public.a'] });
  });
  it('leaves out by name what keys bring to a filtered list', () => {
    const draft = { ...fresh(databases), ticked: ['public.a'] };
    const less = reduce(draft, { do: 'tick all', tables: ['public.b'], covered: ['public.b'], on: false, whole: false, schema: 'public' });
    expect(less).toMatchObject({ ticked: ['public.a'], unticked: ['public.b'] });
    expect(reduce(less, { do: 'tick all', tables, covered: ['public.b'], on: false, whole: true, schema: 'public' })).toMatchObject({ ticked: [], unticked: [] });
  });
  it('leaves out by name what a pattern takes', () => {
    const draft = { ...fresh(databases), patterns: ['shop.*'] };
    expect([...chosen(draft, tables, 'public')]).toEqual(['shop.c']);
    expect(reduce(draft, { do: 'tick all', tables, covered: [], on: false, whole: true, schema: 'public' }).unticked).toEqual(['shop.c']);
  });
});

describe('options and rules', () => {
  it('has the backup on with overwrite until a person says otherwise', () => {
    expect(after({ do: 'options', options: { backup: false } }, { do: 'mode', mode: 'append' }).backup).toBe(false);
    expect(after({ do: 'options', options: { backup: false } }, { do: 'mode', mode: 'overwrite' }).backup).toBe(true);
  });
  it('keeps a rule only while it says something', () => {
    const draft = after({ do: 'rule', rule: { table: 'public.a', where: 'id > 3', set: { x: '1', y: '' } } });
    expect(ruleOf(draft, 'public.a')).toEqual({ table: 'public.a', where: 'id > 3', set: { x: '1' } });
    expect(reduce(draft, { do: 'rule', rule: { table: 'public.a', where: '' } }).rules).toEqual([]);
  });
});

describe('patterns', () => {
  it.each([
    ['order_*', 'public.order_lines', true],
    ['order_*', 'shop.order_lines', false],
    ['shop.*', 'shop."A.b"', true],
    ['"a*"', 'public."a*"', true],
    ['"a*"', 'public.ab', false],
    ['a?', 'public.ab', true],
    ['*.b', 'public.b', true],
  ])('%s takes %s: %s', (pattern, table, takes) => expect(matches(pattern, table, 'public')).toBe(takes));
  it('reads names in quotes', () => {
    expect(schemaOf('"My schema".t')).toBe('My schema');
    expect(shortName('"My schema".t', 'My schema')).toBe('t');
    expect(shortName('shop.t', 'public')).toBe('shop.t');
  });
});
