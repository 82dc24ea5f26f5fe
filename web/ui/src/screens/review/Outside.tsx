import { Box } from '@mui/material';
import type { Plan, PlanIntent, PlanReference, PlanTable } from '../../api/types';
import { countedRows, grouped } from '../../words';
import { bare, short } from './names';
import { Section } from './Section';

/** Outside lists the tables that are not part of a plan and point at those whose rows are replaced. */
export function Outside({ plan, intent }: { plan: Plan; intent: PlanIntent }) {
  const found = plan.tables
    .filter((t) => t.intent === intent.name)
    .flatMap((table) => (table.referenced_by_outside ?? []).map((reference) => ({ table, reference })));
  if (found.length === 0) return null;
  return (
    <Section title={intent.kind === 'restore' ? 'Not in the file, but pointing here' : 'Not selected, but pointing here'}>
      <Box component="ul" sx={{ m: 0, pl: 2.5, maxHeight: 360, overflow: 'auto' }}>
        {found.map(({ table, reference }) => (
          <Box component="li" key={`${reference.table} ${reference.constraint}`} sx={{ overflowWrap: 'anywhere', mb: 0.5 }}>
            <strong>{arrow(plan, intent, table, reference)}</strong>: {fate(intent, reference)}
            {reference.dangling !== '0' && (
              <Box component="span" sx={{ display: 'block', color: 'error.main' }}>
                ✗ {blocked(reference)}
              </Box>
            )}
          </Box>
        ))}
      </Box>
    </Section>
  );
}

function arrow(plan: Plan, intent: PlanIntent, table: PlanTable, r: PlanReference): string {
  return `${short(plan, intent.target, r.table)}.${columns(r.columns)} → ${short(plan, intent.target, table.target)}.${columns(r.references)}`;
}

function columns(names: string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`;
}

function fate(intent: PlanIntent, r: PlanReference): string {
  const rows = `${countedRows(r.rows, r.exact)} of ${intent.target} ${r.rows === '1' ? 'stays' : 'stay'}`;
  if (r.dangling !== '0') return rows;
  return intent.kind === 'restore'
    ? `${rows}; the key is taken away before, and checked when it is put back`
    : `${rows}; every key that they need is copied`;
}

function blocked(r: PlanReference): string {
  const keys = r.keys ?? [];
  const first = keys.length === 0 ? '' : `: ${keys.join(', ')}${BigInt(keys.length) < BigInt(r.dangling) ? ', …' : ''}`;
  return `${grouped(r.dangling)} of them would point at nothing by ${r.constraint}, which blocks the copy${first}`;
}

/** Cycles lists the tables that reference each other in a circle. */
export function Cycles({ plan }: { plan: Plan }) {
  if (plan.cycles.length === 0) return null;
  return (
    <Section title="Foreign keys in a circle">
      {plan.cycles.map((names) => (
        <Box key={names.join()} sx={{ overflowWrap: 'anywhere' }}>
          {names.map(bare).join(' ⇄ ')}
        </Box>
      ))}
    </Section>
  );
}
