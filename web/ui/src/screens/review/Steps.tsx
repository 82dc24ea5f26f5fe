import { Box } from '@mui/material';
import { useState } from 'react';
import type { Plan, PlanIntent, PlanStep } from '../../api/types';
import { grouped, plural } from '../../words';
import { Code } from './Code';
import { told, type Told } from './phases';
import { Section } from './Section';

/** Steps says in numbered phases what an intent does. Each opens to the SQL that it runs. */
export function Steps({ plan, intent }: { plan: Plan; intent: PlanIntent }) {
  const all = told(plan, intent);
  if (all.length === 0) return null;
  return (
    <Section title="Steps">
      <Box component="ol" sx={{ m: 0, pl: 3.5, '& > li': { mb: 0.5 }, '& summary': { cursor: 'pointer', overflowWrap: 'anywhere' } }}>
        {all.map((phase) => (
          <li key={phase.text}>
            <Phase phase={phase} />
          </li>
        ))}
      </Box>
    </Section>
  );
}

function Phase({ phase }: { phase: Told }) {
  const [open, setOpen] = useState(false);
  const words = (
    <Box component="span" sx={phase.destroys ? { color: 'error.main' } : undefined}>
      {phase.text}
      {phase.destroys && ' (destroys rows)'}
    </Box>
  );
  if (!phase.steps.some((s) => statements(s).length > 0)) return words;
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{words}</summary>
      {open && <Box sx={{ my: 1 }}><Code text={sqlOf(phase.steps)} label={`SQL: ${phase.text}`} /></Box>}
    </details>
  );
}

const longest = 300;

/** sqlOf is the SQL of some steps, the first of very many. */
function sqlOf(steps: PlanStep[]): string {
  const shown = steps.slice(0, longest).flatMap(statements);
  const more = steps.length - longest;
  return shown.join('\n') + (more > 0 ? `\n-- … and ${plural(more, 'more step')} of ${grouped(steps.length)}: they are in the plan's JSON` : '');
}

function statements(step: PlanStep): string[] {
  const read = step.read ? [`-- on the source\n${step.read};`] : [];
  const after = (step.restoration?.after ?? []).map((sql) => `-- after the file\n${sql};`);
  return [...read, ...step.sql.map((sql) => `${sql};`), ...after];
}
