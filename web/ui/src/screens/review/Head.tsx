import { Box, Chip, Typography } from '@mui/material';
import type { Plan, PlanIntent } from '../../api/types';
import { counted, countedRows, plural, size } from '../../words';
import { Facts } from './Facts';
import { removes } from './destroyed';
import { dumped, folder } from './phaseWords';

/** Head says of one intent what goes where, and how. */
export function Head({ plan, intent }: { plan: Plan; intent: PlanIntent }) {
  return (
    <Box sx={{ mt: 3 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, mb: 1 }}>
        <Typography component="h2" variant="h6" sx={{ overflowWrap: 'anywhere' }}>
          {intent.name}
        </Typography>
        <Typography sx={{ overflowWrap: 'anywhere' }}>{flow(plan, intent)}</Typography>
        {intent.mode && (
          <Chip size="small" variant="outlined" color={removes(intent.mode) ? 'error' : 'default'} label={`mode ${intent.mode}`} />
        )}
        {intent.kind === 'copy' && <Typography color="textSecondary">from one snapshot of {intent.source}</Typography>}
      </Box>
      <Facts facts={totals(plan, intent)} />
    </Box>
  );
}

function flow(plan: Plan, intent: PlanIntent): string {
  const step = plan.steps.find((s) => s.intent === intent.name && (s.dump || s.restoration));
  if (intent.kind === 'backup' && step?.dump) return `${step.dump.database} → ${folder(step.dump.directory)}`;
  if (intent.kind === 'restore' && step?.restoration) return `${step.restoration.file.split('/').at(-1)} → ${step.restoration.database}`;
  return [intent.source, intent.target].filter((label) => label).join(' → ');
}

function totals(plan: Plan, intent: PlanIntent): Array<[string, string]> {
  const facts: Array<[string, string]> = [];
  const tables = plan.tables.filter((t) => t.intent === intent.name);
  const rows = tables.reduce((sum, t) => sum + BigInt(t.rows.source), 0n);
  const exact = tables.every((t) => t.rows.source_exact);
  if (intent.kind === 'copy') {
    const bytes = tables.reduce((sum, t) => sum + BigInt(t.bytes), 0n);
    facts.push(['copies', `${countedRows(rows, exact)} in ${plural(tables.length, 'table')}, ${size(bytes)}`]);
  }
  if (intent.kind === 'restore') {
    const told = rows > 0n || exact;
    facts.push(['restores', told ? `${countedRows(rows, exact)} in ${plural(tables.length, 'table')}` : `${plural(tables.length, 'table')}; the file does not tell how many rows`]);
  }
  const created = tables.filter((t) => t.created).length;
  if (created > 0) facts.push(['creates', plural(created, 'table')]);
  for (const { dump } of plan.steps.filter((s) => s.intent === intent.name)) {
    if (!dump) continue;
    facts.push(['backs up', `${dumped(dump)}, ≈ ${size(dump.bytes_estimate)}${free(plan, dump.bytes_estimate)}`]);
    facts.push(['to', `${folder(dump.directory)}, ${dump.format}${dump.tool ? `, by ${dump.tool}` : ''}`]);
    if ((dump.guards ?? []).length > 0) facts.push(['before', `${(dump.guards ?? []).join(', ')}, which begins once it is complete`]);
    if (dump.max_size !== '0') facts.push(['limit', `${size(dump.max_size)}; a larger backup fails`]);
  }
  if (intent.jobs > 1) facts.push(['with', `${counted(BigInt(intent.jobs), true)} workers`]);
  return facts;
}

/** free sets a backup's size against the room on the disk. */
function free(plan: Plan, bytes: string): string {
  const room = BigInt(plan.summary.disk_free_bytes);
  if (room <= 0n) return '';
  return `; ${size(room)} are free${BigInt(bytes) > room ? ': ✗ it may not fit' : ''}`;
}
