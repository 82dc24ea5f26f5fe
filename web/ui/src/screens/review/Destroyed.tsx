import { Alert, AlertTitle, Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import type { Plan } from '../../api/types';
import { counted, countedRows, plural } from '../../words';
import { losses, unguarded, type Loss } from './destroyed';
import { short } from './names';
import { listed } from './phaseWords';

/** Destroyed says what a plan removes, before all else: database by database, table by table. */
export function Destroyed({ plan }: { plan: Plan }) {
  const all = losses(plan);
  const losing = all.filter((l) => l.tables.length > 0);
  return (
    <Box data-testid="destroyed" sx={{ mt: 2 }}>
      {losing.map((loss) => (
        <LossAlert key={loss.label} plan={plan} loss={loss} />
      ))}
      {losing.length === 0 && (
        <Alert severity="success" variant="outlined">
          {all.length === 0 ? 'No database is changed.' : `Nothing is destroyed on ${listed(all.map((l) => l.label))}.`}
        </Alert>
      )}
    </Box>
  );
}

const few = 12;

function LossAlert({ plan, loss }: { plan: Plan; loss: Loss }) {
  const [all, setAll] = useState(false);
  const shown = all ? loss.tables : loss.tables.slice(0, few);
  return (
    <Alert severity="error" variant="outlined" sx={{ mb: 1, borderWidth: 2, '.MuiAlert-message': { minWidth: 0, flex: 1 } }}>
      <AlertTitle sx={{ fontWeight: 700 }}>
        Destroyed on {loss.label}: {countedRows(loss.rows, loss.exact)} in {plural(loss.tables.length, 'table')}
      </AlertTitle>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', columns: { sm: '260px' }, columnGap: 4, maxHeight: 360, overflow: 'auto' }}>
        {shown.map((t) => (
          <Box component="li" key={t.table} sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, breakInside: 'avoid' }}>
            <span style={{ overflowWrap: 'anywhere' }}>{short(plan, loss.label, t.table)}</span>
            <span style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{counted(t.rows, t.exact)}</span>
          </Box>
        ))}
      </Box>
      {loss.tables.length > few && (
        <Button size="small" color="inherit" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Show fewer' : `Show all ${plural(loss.tables.length, 'table')}`}
        </Button>
      )}
      {!loss.exact && <Typography variant="body2">≈ marks what was estimated, not counted.</Typography>}
      <Saved plan={plan} />
    </Alert>
  );
}

/** Saved says whether what is destroyed is backed up before. */
function Saved({ plan }: { plan: Plan }) {
  const without = unguarded(plan);
  const folders = [...new Set(plan.steps.filter((s) => (s.dump?.guards ?? []).length > 0).map((s) => s.dump?.directory ?? ''))];
  let text = `A backup of it is made before, in ${listed(folders)}.`;
  if (folders.length === 0) text = 'No backup is made of it.';
  else if (without.length > 0) text = `A backup is made before, in ${listed(folders)}, but none for ${listed(without)}.`;
  return (
    <Typography variant="body2" sx={{ mt: 1, fontWeight: without.length > 0 ? 700 : 400 }}>
      {without.length > 0 && '⚠ '}
      {text}
    </Typography>
  );
}
