import { Alert, Box, Chip, Typography } from '@mui/material';
import type { Plan, PlanDifference, PlanTable, Remedy } from '../../api/types';
import { plural } from '../../words';
import { Copyable } from './Code';
import { bare } from './names';
import { Section } from './Section';

/** Differences says how source and target define tables differently: what blocks first, then the SQL that mends it. */
export function Differences({ plan, remedies }: { plan: Plan; remedies: Remedy[] }) {
  const all = plan.tables.flatMap((table) => (table.diff ?? []).map((difference) => ({ table, difference })));
  if (all.length === 0) return null;
  const sorted = [...all.filter((d) => d.difference.blocks), ...all.filter((d) => !d.difference.blocks)];
  const blocking = all.filter((d) => d.difference.blocks).length;
  return (
    <Section
      title="Schema differences"
      extra={blocking > 0 && <Chip size="small" color="error" label={`✗ ${plural(blocking, 'difference blocks', 'differences block')} the copy`} />}
    >
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 420, overflow: 'auto' }} tabIndex={0} aria-label="Schema differences">
        {sorted.map(({ table, difference }, i) => (
          <One key={i} table={table} difference={difference} />
        ))}
      </Box>
      {remedies.map((remedy) => (
        <RemedySQL key={remedy.database} remedy={remedy} />
      ))}
    </Section>
  );
}

function One({ table, difference }: { table: PlanTable; difference: PlanDifference }) {
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, mb: 0.5 }}>
      <Box component="span" aria-label={difference.blocks ? 'blocks the copy' : 'blocks nothing'} role="img" sx={{ color: difference.blocks ? 'error.main' : 'text.secondary' }}>
        {difference.blocks ? '✗' : '·'}
      </Box>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <strong>{bare(table.target)}</strong> {difference.text}
      </Box>
    </Box>
  );
}

function RemedySQL({ remedy }: { remedy: Remedy }) {
  if (remedy.statements.length === 0) return null;
  return (
    <Alert severity="info" variant="outlined" sx={{ mt: 1, '.MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      <Typography variant="body2" sx={{ mb: 1 }}>
        This brings {remedy.database} in line. Poco does not run it: read it, then run it there.
      </Typography>
      <Copyable text={remedy.statements.map(terminated).join('\n')} label={`SQL that mends ${remedy.database}`} />
    </Alert>
  );
}

function terminated(sql: string): string {
  return sql.trimEnd().endsWith(';') ? sql : `${sql};`;
}
