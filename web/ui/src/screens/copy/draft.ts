import type { Card, Draft, TableRule } from '../../api/types';
import { matches, schemaOf } from './pattern';

/** What a person does on the screen. Everything else of a draft follows from it. */
export type Action =
  | { do: 'start'; draft: Draft }
  | { do: 'name'; name: string }
  | { do: 'source' | 'target'; label: string; databases: Card[] }
  | { do: 'flip'; databases: Card[] }
  | { do: 'rename'; was: string; label: string }
  | { do: 'mode'; mode: string }
  | { do: 'options'; options: Partial<Pick<Draft, 'related' | 'backup' | 'backup_format' | 'create_missing' | 'common_columns'>> }
  | { do: 'tick'; table: string; on: boolean; covered: boolean }
  | { do: 'tick all'; tables: string[]; covered: string[]; on: boolean; whole: boolean; schema: string }
  | { do: 'rule'; rule: TableRule };

export const modes = ['overwrite', 'append', 'recreate', 'update', 'skip'];
export const related = ['all', 'referenced', 'referencing', 'none'];

/** fresh is a new copy between the first database and the first other one that may be written. */
export function fresh(databases: Card[]): Draft {
  const source = databases[0]?.label ?? '';
  const target = databases.find((d) => d.label !== source && !d.protected)?.label ?? '';
  return {
    name: '', source, target, mode: 'overwrite', related: 'all', all: false, ticked: [], unticked: [], patterns: [],
    backup: true, create_missing: false, common_columns: false, jobs: 0, rules: [],
  };
}

/** nameOf is the name of the block; one that nobody has named is called after its databases. */
export function nameOf(draft: Draft): string {
  if (draft.name !== '') return draft.name;
  const name = `${draft.source}_to_${draft.target}`.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `copy_${name}`;
}

export function reduce(draft: Draft, action: Action): Draft {
  switch (action.do) {
    case 'start':
      return action.draft;
    case 'name':
      return { ...draft, name: action.name };
    case 'source':
      return directed(draft, action.label, action.label === draft.target ? draft.source : draft.target, action.databases);
    case 'target':
      return directed(draft, action.label === draft.source ? draft.target : draft.source, action.label, action.databases);
    case 'flip':
      return canFlip(draft, action.databases) ? { ...draft, source: draft.target, target: draft.source } : draft;
    case 'rename':
      return { ...draft, source: draft.source === action.was ? action.label : draft.source, target: draft.target === action.was ? action.label : draft.target };
    case 'mode':
      // Overwriting destroys, so the backup is there unless a person says otherwise.
      return { ...draft, mode: action.mode, backup: action.mode === 'overwrite' ? true : draft.backup };
    case 'options':
      return { ...draft, ...action.options };
    case 'tick':
      return tick(draft, action.table, action.on, action.covered);
    case 'tick all':
      return tickAll(draft, action);
    case 'rule':
      return { ...draft, rules: withRule(draft.rules, action.rule) };
  }
}

/** directed never lets a protected database, or the source itself, be the target. */
function directed(draft: Draft, source: string, target: string, databases: Card[]): Draft {
  const free = target !== source && databases.some((d) => d.label === target && !d.protected);
  return { ...draft, source, target: free ? target : '' };
}

export function canFlip(draft: Draft, databases: Card[]): boolean {
  return draft.target !== '' && databases.some((d) => d.label === draft.source && !d.protected);
}

/** missingIn says what a draft lacks before it can be planned. */
export function missingIn(draft: Draft, databases: Card[]): string {
  if (databases.some((d) => d.label === draft.target && d.protected)) return `${draft.target} is protected: it can’t be the target. Choose another one.`;
  if (draft.foreign) return '';
  if (draft.source === '') return 'Choose a source.';
  if (draft.target === '') return 'Choose a target.';
  if (!draft.all && draft.ticked.length + draft.patterns.length === 0) return 'Tick the tables to copy.';
  return '';
}

/** tick follows one checkbox. A table that something else brings in is left out by name, not by forgetting it. */
function tick(draft: Draft, table: string, on: boolean, covered: boolean): Draft {
  const ticked = draft.ticked.filter((t) => t !== table);
  const unticked = draft.unticked.filter((t) => t !== table);
  if (on) return { ...draft, ticked: covered ? ticked : [...ticked, table], unticked };
  return { ...draft, ticked, unticked: covered ? [...unticked, table] : unticked };
}

/** tickAll takes or leaves what is listed. The whole list of a database is kept as "all", which is one short line of the recipe. */
function tickAll(draft: Draft, { tables, covered, on, whole, schema }: Extract<Action, { do: 'tick all' }>): Draft {
  const listed = new Set(tables);
  const ticked = draft.ticked.filter((t) => !listed.has(t));
  const unticked = draft.unticked.filter((t) => !listed.has(t));
  if (on) {
    const all = draft.all || whole;
    const taken = { ...draft, all, unticked: [] };
    return { ...draft, all, unticked, ticked: [...ticked, ...tables.filter((t) => !isCovered(taken, t, schema))] };
  }
  const all = draft.all && !whole;
  const left = { ...draft, all };
  // Where tables outside of the list stay ticked, their keys would bring the listed ones back.
  const brought = new Set(whole ? [] : covered);
  return { ...left, ticked, unticked: [...unticked, ...tables.filter((t) => brought.has(t) || isCovered(left, t, schema))] };
}

/** isCovered says whether "all" or a pattern takes the table, so that it needs no line of its own. */
export function isCovered(draft: Draft, table: string, schema: string): boolean {
  return (draft.all && schemaOf(table) === schema) || draft.patterns.some((p) => matches(p, table, schema));
}

/** chosen are the tables that are taken for themselves: ticked, matched by a pattern, or one of all. */
export function chosen(draft: Draft, tables: string[], schema: string): Set<string> {
  const ticked = new Set(draft.ticked);
  const unticked = new Set(draft.unticked);
  return new Set(tables.filter((t) => !unticked.has(t) && (ticked.has(t) || isCovered(draft, t, schema))));
}

export function ruleOf(draft: Draft, table: string): TableRule {
  return draft.rules.find((r) => r.table === table) ?? { table };
}

/** withRule keeps the order of the rules, and drops one that says nothing. */
function withRule(rules: TableRule[], rule: TableRule): TableRule[] {
  const set = Object.fromEntries(Object.entries(rule.set ?? {}).filter(([, expression]) => expression !== ''));
  const next: TableRule = { table: rule.table };
  if (rule.where) next.where = rule.where;
  if (rule.mode) next.mode = rule.mode;
  if (Object.keys(set).length > 0) next.set = set;
  const empty = Object.keys(next).length === 1;
  const known = rules.some((r) => r.table === rule.table);
  if (empty) return rules.filter((r) => r.table !== rule.table);
  return known ? rules.map((r) => (r.table === rule.table ? next : r)) : [...rules, next];
}
