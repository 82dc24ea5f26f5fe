import { Box } from '@mui/material';
import type { Plan, PlanIntent, PlanTable } from '../../api/types';
import { counted, plural, size } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { loses, removes } from './destroyed';
import { short } from './names';
import { Section } from './Section';

/** Tables lists the tables of one intent: what comes, what goes, and why they are there. */
export function Tables({ plan, intent }: { plan: Plan; intent: PlanIntent }) {
  const tables = plan.tables.filter((t) => t.intent === intent.name);
  if (tables.length === 0) return null;
  return (
    <Section title={`Tables (${tables.length})`}>
      <Rows label={`Tables of ${intent.name}`} columns={columns(plan, intent, tables)} rows={tables} keyOf={(t) => t.target} height={56} />
    </Section>
  );
}

function columns(plan: Plan, intent: PlanIntent, tables: PlanTable[]): Array<Column<PlanTable>> {
  const chunks = chunkCounts(plan, intent);
  const restores = intent.kind === 'restore';
  const name: Column<PlanTable> = { head: 'table', cell: (t) => <Name plan={plan} intent={intent} table={t} /> };
  const rows: Column<PlanTable> = {
    head: restores ? 'rows of the file' : 'rows to copy', right: true,
    cell: (t) => (restores && t.rows.source === '0' && !t.rows.source_exact ? 'not told' : counted(t.rows.source, t.rows.source_exact)),
  };
  const bytes: Column<PlanTable> = { head: 'size', right: true, cell: (t) => size(t.bytes) };
  const destroying = tables.some((t) => removes(t.mode));
  const there: Column<PlanTable> = { head: destroying ? 'rows destroyed' : 'rows there', right: true, cell: (t) => <There table={t} destroying={destroying} /> };
  const why: Column<PlanTable> = { head: 'because', cell: (t) => <Why intent={intent} table={t} chunks={chunks.get(t.target) ?? 0} /> };
  return restores ? [name, there, rows, why] : [name, rows, bytes, there, why];
}

function chunkCounts(plan: Plan, intent: PlanIntent): Map<string, number> {
  const counts = new Map<string, number>();
  for (const s of plan.steps) {
    if (s.intent === intent.name && s.kind === 'copy' && s.table) counts.set(s.table, (counts.get(s.table) ?? 0) + 1);
  }
  return counts;
}

function Name({ plan, intent, table }: { plan: Plan; intent: PlanIntent; table: PlanTable }) {
  const target = short(plan, intent.target, table.target);
  const source = short(plan, intent.source, table.source);
  return <span style={{ overflowWrap: 'anywhere' }}>{source === target || intent.kind === 'restore' ? target : `${source} → ${target}`}</span>;
}

/** There says what becomes of the rows that the target has. */
function There({ table, destroying }: { table: PlanTable; destroying: boolean }) {
  if (table.created) return <Box component="span" sx={{ color: 'success.main' }}>+ new table</Box>;
  if (table.rows.target === null) return <Box component="span" sx={{ color: 'error.main' }}>✗ missing</Box>;
  const text = counted(table.rows.target, table.rows.target_exact);
  if (loses(table)) return <Box component="span" sx={{ color: 'error.main', fontWeight: 600 }}>− {text}</Box>;
  return destroying && !removes(table.mode) ? `${text} stay` : text;
}

function Why({ intent, table, chunks }: { intent: PlanIntent; table: PlanTable; chunks: number }) {
  const notes: string[] = [];
  if (table.mode !== intent.mode && table.mode !== 'restore') notes.push(`mode ${table.mode}`);
  if (chunks > 1) notes.push(`in ${plural(chunks, 'chunk')}`);
  if (table.where) notes.push(`where ${oneLine(table.where)}`);
  for (const [column, expression] of Object.entries(table.set ?? {})) notes.push(`set ${column} = ${oneLine(expression)}`);
  const collide = table.rows.collide ?? '0';
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {table.why}
      {notes.map((note) => (
        <Box key={note} component="span" sx={{ display: 'block', color: 'text.secondary' }}>
          {note}
        </Box>
      ))}
      {collide !== '0' && (
        <Box component="span" sx={{ display: 'block', color: 'error.main' }}>
          ✗ {plural(collide, 'key exists', 'keys exist')} already
        </Box>
      )}
    </span>
  );
}

/** oneLine gives SQL of several lines as one. */
function oneLine(sql: string): string {
  return sql.split(/\s+/).join(' ').trim();
}
