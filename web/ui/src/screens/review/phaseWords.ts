import type { PlanDump, PlanIntent, PlanStep } from '../../api/types';
import { plural } from '../../words';
import { bare } from './names';
import type { Phase } from './phases';

/** phaseText says what a phase does, and how: "copy 5 tables in 7 chunks with 4 workers". */
export function phaseText(phase: Phase, intent: PlanIntent): string {
  switch (phase.kind) {
    case 'back_up':
      return `back up ${files(phase)}`;
    case 'drop_keys':
      return `drop ${named(objects(phase, 'drop_foreign_key'), 'foreign key')}`;
    case 'drop_tables':
      return `drop ${named(tables(phase), 'table')}`;
    case 'create':
      return `create ${created(phase)}`;
    case 'stop_triggers':
      return `disable the triggers of ${named(tables(phase), 'table')}`;
    case 'empty':
      return `empty ${named(tables(phase), 'table')}`;
    case 'copy':
      return copied(phase, intent);
    case 'index':
      return built(phase);
    case 'sequences':
      return `set ${named(objects(phase, 'set_sequence'), 'sequence')}`;
    case 'add_keys':
      return addedKeys(phase);
    case 'triggers':
      return triggers(phase);
    case 'comments':
      return `write ${plural(phase.steps.length, 'comment')}`;
    case 'analyze':
      return `analyze ${named(tables(phase), 'table')}`;
    case 'restore':
      return `restore ${files(phase)}${restored(phase)}`;
    case 'prune':
      return `remove ${files(phase)}, once the new one is complete`;
    case 'other':
      return `run ${plural(phase.steps.length, 'step')}`;
  }
}

/** listed joins phrases: "a", "a and b", "a, b and c". */
export function listed(phrases: string[]): string {
  if (phrases.length < 2) return phrases.join('');
  return `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)}`;
}

/** dumped says what a backup holds: "4 tables", "the schema public". */
export function dumped(dump: PlanDump): string {
  const schemas = dump.schemas ?? [];
  if (schemas.length === 0) return plural(dump.tables?.length ?? 0, 'table');
  return `the ${schemas.length === 1 ? 'schema' : 'schemas'} ${listed(schemas)}`;
}

/** folder is a directory as people read it: backups/. */
export function folder(directory: string): string {
  return `${directory.replace(/\/$/, '')}/`;
}

/** named counts things, and names them where they are few. */
function named(names: string[], word: string): string {
  if (names.length === 1) return `${word} ${names[0]}`;
  const count = plural(names.length, word);
  return names.length <= 3 ? `${count} (${names.join(', ')})` : count;
}

function tables(phase: Phase): string[] {
  const names = new Set<string>();
  for (const step of phase.steps) {
    if (step.table) names.add(step.table);
    if (phase.kind === 'empty' || phase.kind === 'drop_tables') step.destroys?.forEach((d) => names.add(d.table));
  }
  return [...names].map(bare);
}

/** objects are the distinct objects of the steps of the given kinds. */
function objects(phase: Phase, ...kinds: string[]): string[] {
  const names = new Map<string, string>();
  for (const step of phase.steps) {
    if (kinds.includes(step.kind)) names.set(`${step.table ?? ''}\0${step.object ?? ''}`, object(step));
  }
  return [...names.values()];
}

function object(step: PlanStep): string {
  return step.object || (step.table ? bare(step.table) : step.id);
}

function created(phase: Phase): string {
  const words = ['schema', 'type', 'function', 'sequence', 'table'];
  return listed(
    words.flatMap((word) => {
      const names = objects(phase, `create_${word}`);
      return names.length > 0 ? [named(names, word)] : [];
    }),
  );
}

function built(phase: Phase): string {
  const constraints = objects(phase, 'add_constraint').length;
  const indexes = objects(phase, 'create_index').length;
  const words: string[] = [];
  if (constraints > 0) words.push(`add ${plural(constraints, 'constraint')}`);
  if (indexes > 0) words.push(`build ${plural(indexes, 'index', 'indexes')}`);
  return listed(words);
}

function addedKeys(phase: Phase): string {
  const verb = phase.steps.some((s) => s.kind === 'validate_foreign_key') ? 'add and validate' : 'add';
  return `${verb} ${named(objects(phase, 'add_foreign_key', 'validate_foreign_key'), 'foreign key')}`;
}

function triggers(phase: Phase): string {
  const enabled = objects(phase, 'enable_triggers');
  const made = objects(phase, 'create_trigger');
  const words: string[] = [];
  if (enabled.length > 0) words.push(`enable the triggers of ${named(enabled, 'table')} again`);
  if (made.length > 0) words.push(`create ${named(made, 'trigger')}`);
  return listed(words);
}

function copied(phase: Phase, intent: PlanIntent): string {
  const count = tables(phase).length;
  let text = `copy ${plural(count, 'table')}`;
  if (phase.steps.length > count) text += ` in ${plural(phase.steps.length, 'chunk')}`;
  if (intent.jobs > 0) text += ` with ${plural(intent.jobs, 'worker')}`;
  const emptied = phase.steps.filter((s) => (s.destroys ?? []).length > 0).length;
  if (emptied === 0) return text;
  if (emptied === phase.steps.length) return `${text}, each emptied in the transaction that fills it`;
  return `${text}; ${emptied} of them emptied in the transaction that fills ${emptied === 1 ? 'it' : 'them'}`;
}

function restored(phase: Phase): string {
  let text = ' in one transaction';
  for (const { restoration, sql } of phase.steps) {
    if (!restoration) continue;
    if (restoration.tool) text += `, by ${restoration.tool}`;
    const after = restoration.after?.length ?? 0;
    if (after > 0 && sql.length > 0) text += `; ${plural(after, 'statement')} after it put back what it takes away`;
  }
  return text;
}

/** files says which files a phase writes, reads or removes. */
function files(phase: Phase): string {
  return listed(
    phase.steps.flatMap(({ dump, restoration, prune }) => {
      if (dump) return [`${dumped(dump)} of ${dump.database} to ${folder(dump.directory)}`];
      if (restoration) return [`${restoration.file} into ${restoration.database}`];
      if (prune) return [`${plural(prune.files.length, 'older backup')} from ${folder(prune.directory)}`];
      return [];
    }),
  );
}
