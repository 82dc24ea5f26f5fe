import { Alert, Box } from '@mui/material';
import type { PlanWarning } from '../../api/types';
import { Section } from './Section';

/** Warnings are what people should know and that stops nothing. */
export function Warnings({ warnings }: { warnings: PlanWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Section title={`Warnings (${warnings.length})`}>
      <Alert severity="warning" variant="outlined" sx={{ '.MuiAlert-message': { minWidth: 0, flex: 1 } }}>
        <Box component="ul" sx={{ m: 0, pl: 2.5, maxHeight: 300, overflow: 'auto', overflowWrap: 'anywhere' }}>
          {warnings.map((w, i) => (
            <li key={i}>
              {w.table && !w.message.includes(w.table) ? `${w.table}: ` : ''}
              {w.message}
            </li>
          ))}
        </Box>
      </Alert>
    </Section>
  );
}
