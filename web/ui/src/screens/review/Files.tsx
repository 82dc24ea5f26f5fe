import { Alert, Box } from '@mui/material';
import type { Plan, PlanIntent, PlanRestoration } from '../../api/types';
import { plural, size } from '../../words';
import { Facts } from './Facts';
import { folder, listed } from './phaseWords';
import { Section } from './Section';

/** Files says which file a restore reads and what it makes, and which older backups go for a new one. */
export function Files({ plan, intent }: { plan: Plan; intent: PlanIntent }) {
  const steps = plan.steps.filter((s) => s.intent === intent.name);
  return steps.map((step) => {
    if (step.restoration) return <Restoration key={step.id} restoration={step.restoration} />;
    if (!step.prune || step.prune.files.length === 0) return null;
    return (
      <Section key={step.id} title={`Removed from ${folder(step.prune.directory)} once the new backup is complete`}>
        <Names names={step.prune.files} destroys />
      </Section>
    );
  });
}

function Restoration({ restoration: r }: { restoration: PlanRestoration }) {
  const drops = r.drops ?? [];
  const omit = r.omit ?? [];
  const allow = r.allow ?? [];
  return (
    <Section title="The file">
      {allow.length > 0 && <Alert severity="warning" sx={{ mb: 1 }}>Let through, because you say so: {allow.join(', ')}</Alert>}
      <Facts
        facts={[
          ['file', r.file],
          ['is', `${r.format}, ${size(r.size)}`],
          ['SHA-256', r.sha256],
          ...(r.of ? [['of', `${r.of}${r.server_version ? `, PostgreSQL ${r.server_version.split(' ')[0]}` : ''}`] as [string, string]] : []),
          ['makes', makes(r.creates)],
        ]}
      />
      {drops.length > 0 && (
        <>
          <p>Replaced as well, by what the file holds:</p>
          <Names names={drops} destroys />
        </>
      )}
      {omit.length > 0 && (
        <>
          <p>Left out of the file:</p>
          <Names names={omit} />
        </>
      )}
    </Section>
  );
}

function Names({ names, destroys = false }: { names: string[]; destroys?: boolean }) {
  return (
    <Box component="ul" sx={{ m: 0, pl: 2.5, maxHeight: 240, overflow: 'auto', color: destroys ? 'error.main' : undefined, overflowWrap: 'anywhere' }}>
      {names.map((name) => (
        <li key={name}>
          {destroys && '− '}
          {name}
        </li>
      ))}
    </Box>
  );
}

/** makes says what a file holds, kind by kind, tables first. */
function makes(creates: Record<string, number>): string {
  const kinds = Object.entries(creates).sort(([a, n], [b, m]) => Number(b === 'table') - Number(a === 'table') || m - n || (a < b ? -1 : 1));
  return listed(kinds.map(([kind, count]) => plural(count, kind, many(kind)))) || 'nothing';
}

/** many is the plural of a kind of objects. */
function many(kind: string): string {
  if (/(x|ss)$/.test(kind)) return `${kind}es`;
  return /[^e]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
