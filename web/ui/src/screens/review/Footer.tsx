import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import type { Planned } from '../../api/types';
import { Code, Copy, Copyable } from './Code';
import { save } from './save';
import { Section } from './Section';

/** Footer is what ties the page to the terminal: the digest, the command that does the same, the plan as text and JSON. */
export function Footer({ planned }: { planned: Planned }) {
  const [open, setOpen] = useState(false);
  const plan = planned.plan;
  const name = `plan-${plan?.id.slice(0, 12) || 'unfinished'}`;
  return (
    <>
      {plan && plan.id !== '' && (
        <Section title="Digest">
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
            <Typography component="code" data-testid="digest" sx={{ fontFamily: 'monospace', fontSize: 14, overflowWrap: 'anywhere', minWidth: 0 }}>
              {plan.id}
            </Typography>
            <Copy text={plan.id} label="Copy the digest" />
          </Box>
        </Section>
      )}
      {planned.equivalent !== '' && (
        <Section title="Equivalent">
          <Copyable text={planned.equivalent} label="Equivalent command" />
        </Section>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 3 }}>
        <Button size="small" variant="outlined" onClick={() => setOpen(!open)} aria-expanded={open}>
          As the terminal shows it
        </Button>
        <Button size="small" variant="outlined" onClick={() => save(`${name}.json`, 'application/json', JSON.stringify(plan, null, 2))} disabled={!plan}>
          Download JSON
        </Button>
        <Button size="small" variant="outlined" onClick={() => save(`${name}.txt`, 'text/plain', planned.text)}>
          Download text
        </Button>
      </Box>
      {open && <Box sx={{ mt: 1 }}><Code text={planned.text} label="The plan as the terminal shows it" height={600} /></Box>}
    </>
  );
}
