import { Box } from '@mui/material';
import type { ExecutorVerification } from '../../api/types';
import { grouped, plural } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { Section } from '../review/Section';

/** Verified lists what the last comparison of source and target found, what differs first. */
export function Verified({ verifications }: { verifications: ExecutorVerification[] }) {
  if (verifications.length === 0) return null;
  const sorted = [...verifications].sort((a, b) => Number(a.equal) - Number(b.equal));
  const equal = verifications.filter((v) => v.equal).length;
  return (
    <Section title={`Verified: ${plural(equal, 'table')} equal, ${grouped(verifications.length - equal)} not`}>
      <Rows label="Verified tables" columns={columns} rows={sorted} keyOf={(v) => `${v.intent} ${v.file ?? v.target}`} />
    </Section>
  );
}

const columns: Array<Column<ExecutorVerification>> = [
  { head: 'table', cell: (v) => v.file || v.target },
  { head: 'source rows', right: true, cell: (v) => (v.file ? '' : grouped(v.source_rows)) },
  { head: 'target rows', right: true, cell: (v) => (v.file ? '' : grouped(v.target_rows)) },
  {
    head: 'verdict',
    cell: (v) => (
      <Box component="span" sx={{ color: v.equal ? 'success.main' : 'error.main', overflowWrap: 'anywhere' }}>
        {v.equal ? `✓ equal: ${v.compared}` : `✗ ${v.reason ?? 'not equal'}${lacking(v)}`}
      </Box>
    ),
  },
];

function lacking(v: ExecutorVerification): string {
  const keys = v.keys ?? [];
  return keys.length === 0 ? '' : `; the target lacks ${plural(v.missing, 'key')}: ${keys.join(', ')}`;
}
