import { Alert, Box, Chip, Paper, Typography } from '@mui/material';
import type { StateTable, Status } from '../../api/types';
import { counted, grouped, lasted, plural, size } from '../../words';
import { Rows, type Column } from '../list/Rows';
import { Section } from '../review/Section';
import { BackupsMade } from './BackupsMade';
import { Verified } from './Verified';

/** Receipt says what a finished run came to: planned against actual, table by table. */
export function Receipt({ status }: { status: Status }) {
  const { run, receipt } = status;
  const tables = receipt?.tables ?? run.tables;
  const notes = receipt?.notes ?? [];
  const restored = receipt?.restored ?? [];
  return (
    <Paper variant="outlined" data-testid="receipt" component="section" aria-label="Receipt" sx={{ mt: 3, p: { xs: 1.5, sm: 2 }, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography component="h2" variant="h6">Receipt</Typography>
        <Chip size="small" color={run.status === 'done' ? 'success' : 'warning'} label={run.status === 'done' ? '✓ done' : run.status} />
        <Verdict status={status} />
      </Box>
      <Typography sx={{ mt: 1, fontVariantNumeric: 'tabular-nums' }}>{totals(status, tables)}</Typography>
      {notes.map((note) => (
        <Alert key={note} severity="warning" sx={{ mt: 1 }}>{note}</Alert>
      ))}
      {restored.length > 0 && (
        <Section title="Put back">
          <Box component="ul" sx={{ m: 0, pl: 2.5 }}>{restored.map((line) => <li key={line}>{line}</li>)}</Box>
        </Section>
      )}
      {tables.length > 0 && (
        <Section title="Planned against actual">
          <Rows label="Planned against actual" columns={columns(tables)} rows={tables} keyOf={(t) => `${t.intent} ${t.name}`} />
        </Section>
      )}
      <BackupsMade run={run.id} receipt={receipt} />
      <Verified verifications={status.verifications} />
    </Paper>
  );
}

function Verdict({ status }: { status: Status }) {
  const all = status.verifications;
  if (all.length === 0) return <Chip size="small" variant="outlined" label="not verified" />;
  const differing = all.filter((v) => !v.equal).length;
  return differing === 0
    ? <Chip size="small" color="success" variant="outlined" label="✓ verified: equal" />
    : <Chip size="small" color="error" variant="outlined" label={`✗ verified: ${plural(differing, 'difference')}`} />;
}

function totals({ run, receipt }: Status, tables: StateTable[]): string {
  const sum = (of: (t: StateTable) => string) => tables.reduce((n, t) => n + BigInt(of(t)), 0n);
  const copied = receipt ? BigInt(receipt.copied) : sum((t) => t.copied);
  const kept = receipt ? BigInt(receipt.kept) : sum((t) => t.kept);
  const planned = receipt ? BigInt(receipt.planned) : sum((t) => t.planned);
  const exact = receipt ? receipt.exact : tables.every((t) => t.exact);
  const parts = [`planned ${counted(planned, exact)}`, `copied ${grouped(copied)}`];
  if (kept > 0n) parts.push(`kept ${grouped(kept)}`);
  if (receipt && receipt.bytes !== '0') parts.push(size(receipt.bytes));
  const seconds = receipt?.seconds ?? (Date.parse(run.ended_at ?? run.updated_at) - Date.parse(run.started_at)) / 1000;
  return `${parts.join(' · ')} · ${lasted(seconds)}`;
}

function columns(tables: StateTable[]): Array<Column<StateTable>> {
  const all: Array<Column<StateTable>> = [
    { head: 'table', cell: (t) => t.name },
    { head: 'planned', right: true, cell: (t) => counted(t.planned, t.exact) },
    { head: 'copied', right: true, cell: (t) => grouped(t.copied) },
    { head: 'kept', right: true, cell: (t) => grouped(t.kept) },
    { head: 'difference', right: true, cell: difference },
  ];
  return tables.some((t) => t.kept !== '0') ? all : all.filter((c) => c.head !== 'kept');
}

/** difference is how many rows came more or less than planned: said where the plan had counted. */
function difference(t: StateTable): string {
  const n = BigInt(t.copied) + BigInt(t.kept) - BigInt(t.planned);
  if (n === 0n) return 'as planned';
  return `${t.exact ? '' : '≈ '}${n > 0n ? '+' : '−'}${grouped(n > 0n ? n : -n)}`;
}
