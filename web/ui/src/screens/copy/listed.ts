import type { Draft, Selection, ServerTable } from '../../api/types';
import { chosen, isCovered } from './draft';

/** A Listed is a table as the list shows it. */
export interface Listed {
  table: ServerTable;
  checked: boolean;
  /** covered is true where something else than its own tick takes it: a key, a pattern, "all". */
  covered: boolean;
  /** why says what takes it, empty where a person did. */
  why: string;
}

/** copyable are the tables that hold rows of their own; partitions come with their parent. */
export function copyable(tables: ServerTable[]): ServerTable[] {
  return tables.filter((t) => t.kind === 'table' || t.kind === 'partitioned table');
}

/** list puts together what is ticked, what Poco answered about it, and what was unticked since. */
export function list(tables: ServerTable[], draft: Draft, selection: Selection | undefined, schema: string): Listed[] {
  const taken = chosen(draft, tables.map((t) => t.name), schema);
  const unticked = new Set(draft.unticked);
  const auto = new Map(taken.size === 0 ? [] : selection?.tables.filter((t) => t.auto).map((t) => [t.name, t.why]));
  return tables.map((table) => {
    const { name } = table;
    const isAuto = auto.has(name) && !taken.has(name);
    const covered = isAuto || isCovered(draft, name, schema);
    const checked = !unticked.has(name) && (taken.has(name) || isAuto);
    return { table, checked, covered: covered || unticked.has(name), why: why(draft, name, schema, checked && isAuto ? auto.get(name) : undefined, unticked.has(name)) };
  });
}

function why(draft: Draft, name: string, schema: string, auto: string | undefined, left: boolean): string {
  if (left) return 'left out';
  if (auto !== undefined) return `auto: ${auto}`;
  const pattern = draft.patterns.find((p) => isCovered({ ...draft, all: false, patterns: [p] }, name, schema));
  return pattern && !draft.ticked.includes(name) ? `matches ${pattern}` : '';
}
