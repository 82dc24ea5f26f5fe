import { Box, LinearProgress } from '@mui/material';
import type { Plan } from '../../api/types';
import { counted, grouped } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { short } from '../review/names';
import { Section } from '../review/Section';
import type { TableProgress } from './tables';

const signs: Record<TableProgress['state'], string> = { waiting: '· waiting', running: '▸ copying', done: '✓ done', failed: '✗ failed' };
const colors: Record<TableProgress['state'], string> = { waiting: 'text.secondary', running: 'info.main', done: 'success.main', failed: 'error.main' };

const columns: Array<Column<TableProgress>> = [
  { head: 'state', cell: (t) => <Box component="span" sx={{ color: colors[t.state], whiteSpace: 'nowrap' }}>{signs[t.state]}</Box> },
  { head: 'rows', right: true, cell: (t) => grouped(t.rows) },
  { head: 'planned', right: true, cell: (t) => counted(t.planned, t.exact) },
  { head: 'chunks', right: true, cell: (t) => (t.chunks > 1 ? `${grouped(t.chunksDone)} of ${grouped(t.chunks)}` : '') },
  { head: 'progress', cell: (t) => <Bar table={t} /> },
];

/** TableList is how far each table is. */
export function TableList({ plan, tables }: { plan: Plan | null; tables: TableProgress[] }) {
  if (tables.length === 0) return null;
  const targets = new Map(plan?.intents.map((i) => [i.name, i.target]));
  const nameOf = (t: TableProgress) => (plan ? short(plan, targets.get(t.intent), t.name) : t.name);
  const name: Column<TableProgress> = { head: 'table', cell: (t) => <span style={{ overflowWrap: 'anywhere' }}>{nameOf(t)}</span> };
  const done = tables.filter((t) => t.state === 'done').length;
  return (
    <Section title={`Tables: ${grouped(done)} of ${grouped(tables.length)} done`}>
      <Rows label="Tables of the run" columns={[name, ...columns]} rows={tables} keyOf={(t) => `${t.intent} ${t.name}`} testId="tables" />
    </Section>
  );
}

function Bar({ table }: { table: TableProgress }) {
  const part = table.planned > 0n ? Number((table.rows * 100n) / table.planned) : 0;
  const value = table.state === 'done' ? 100 : Math.min(99, part);
  return (
    <LinearProgress
      variant="determinate" value={value} aria-label={`Progress of ${table.name}`}
      sx={{ minWidth: 80, height: 6, mt: 0.9, borderRadius: 1, '.MuiLinearProgress-bar': { transition: 'none' } }}
    />
  );
}
