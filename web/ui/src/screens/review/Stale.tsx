import { Alert, AlertTitle, Box, Button } from '@mui/material';
import type { Checked } from '../../api/types';

/** Stale says what has changed since a plan was made. The plan stays, to be read. */
export function Stale({ checked, onPlan }: { checked: Checked; onPlan: () => void }) {
  return (
    <Alert
      severity="warning"
      data-testid="stale"
      sx={{ mt: 2, '.MuiAlert-message': { minWidth: 0, flex: 1 } }}
      action={<Button color="inherit" onClick={onPlan}>Plan again</Button>}
    >
      <AlertTitle>This plan is stale: it can be read, but not applied</AlertTitle>
      <Box component="ul" sx={{ m: 0, pl: 2.5, maxHeight: 240, overflow: 'auto', overflowWrap: 'anywhere' }}>
        {checked.changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </Box>
    </Alert>
  );
}
